"""messages.*: the community's dialogs with people. A community key, or a user key with `group_id`."""

from __future__ import annotations

import json
from typing import Any

from lib.sandbox import attachments, dialogs
from lib.sandbox.errors import ApiFailure, invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import OWNER_ID
from lib.sandbox.shapes import preview
from lib.sandbox.talks import Dialog, Message

LONGEST_MESSAGE = 9000
LONGEST_PAYLOAD = 1000
LARGEST_CHAT = 2_000_000_000
"""Ids of group chats begin above it."""
EDITABLE = 86_400
"""Seconds within which a message can be edited or deleted for everybody."""


def send(call: Call) -> Any:
    """messages.send to one (`peer_id`, `user_id`, `domain`: answers the id) or `peer_ids` (a row each)."""
    call.group_id()
    random_id = _int32(call.integer("random_id"))
    text = call.text("message")
    media = attachments.read(call.world, call.words("attachment"))
    if len(text) > LONGEST_MESSAGE:
        raise refusal(914)
    if not text.strip() and not media:
        raise invalid("message is empty or invalid")
    payload = call.text("payload")
    if len(payload) > LONGEST_PAYLOAD:
        raise invalid("payload is too long")
    _check_keyboard(call.text("keyboard"))
    reply_to = call.integer("reply_to", 0, minimum=0) or None

    def to(peer_id: int) -> Message:
        _check_peer(call, peer_id)
        if reply_to is not None and _existing(call, reply_to).peer_id != peer_id:
            raise invalid("reply_to is invalid")
        return dialogs.speak(
            call.world,
            peer_id,
            text,
            random_id=random_id,
            attachments=media,
            payload=payload,
            reply_to=reply_to,
        )

    if not call.text("peer_ids"):
        return to(_peer(call)).id
    peers = call.words("peer_ids")
    if len(peers) > 100:
        raise invalid("peer_ids should contain at most 100 ids")
    rows = []
    for word in peers:
        peer_id = _number(word, "peer_ids")
        try:
            sent = to(peer_id)
        except ApiFailure as failure:
            row = {"peer_id": peer_id, "message_id": 0, "conversation_message_id": 0}
            rows.append(row | {"error": {"code": failure.code, "description": failure.message}})
            continue
        rows.append(
            {"peer_id": peer_id, "message_id": sent.id, "conversation_message_id": sent.cmid}
        )
    return rows


def _int32(value: int) -> int:
    """What VK makes of a longer `random_id`: it overflows, and bots of vk-io, which send long ones, are content
    (python273/vk_api, pull request 212)."""
    return (value + 2**31) % 2**32 - 2**31


def _check_keyboard(text: str) -> None:
    if not text:
        return
    try:
        keyboard = json.loads(text)
    except ValueError:
        raise refusal(911, "keyboard is not valid JSON") from None
    if not isinstance(keyboard, dict) or not isinstance(keyboard.get("buttons"), list):
        raise refusal(911, "buttons are not set")


def _peer(call: Call) -> int:
    for name in ("peer_id", "user_id"):
        if call.text(name):
            return call.integer(name)
    if call.text("chat_id"):
        return LARGEST_CHAT + call.integer("chat_id", minimum=0)
    if call.text("domain"):
        return _number(call.text("domain").removeprefix("id"), "domain")
    raise invalid("you should specify peer_id, user_id, domain, chat_id or user_ids param")


def _number(word: str, name: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise invalid(f"{name} is invalid") from None


def _check_peer(call: Call, peer_id: int) -> None:
    """ApiFailure 917 for chats, 932 for communities, 901 for people that nobody knows, as unallowed ones."""
    if peer_id > LARGEST_CHAT:
        raise refusal(917)
    if peer_id < 0:
        raise refusal(932)
    if peer_id not in call.world.citizens:
        raise refusal(901)


def _existing(call: Call, message_id: int) -> Message:
    found = call.world.shelf(Message).get(message_id)
    if found is None or found.deleted:
        raise invalid("message_id is invalid")
    return found


def get_conversations(call: Call) -> Any:
    """messages.getConversations: the last written first."""
    call.group_id()
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=200)
    start_id = call.integer("start_message_id", 0, minimum=0)
    chosen = call.choice(
        "filter", ("all", "unread", "important", "unanswered", "archive", "sorted_chats"), "all"
    )
    rows = []
    spoken = dialogs.by_peer(call.world)
    for dialog in call.world.shelf(Dialog).values():
        said = spoken.get(dialog.id)
        if said and (not start_id or said[-1].id <= start_id):
            rows.append((said[-1], _conversation(call, dialog, said)))
    unread = sum("unread_count" in shown for _, shown in rows)
    rows = [row for row in rows if _passes(row[1], chosen)]
    rows.sort(key=lambda row: row[0].id, reverse=True)
    page = rows[offset : offset + count]
    shown: dict[str, Any] = {
        "count": len(rows),
        "items": [
            {"conversation": about, "last_message": dialogs.show(call.world, last)}
            for last, about in page
        ],
    }
    if unread:
        shown["unread_count"] = unread
    if call.flag("extended"):
        shown |= company(call, [OWNER_ID, *(last.peer_id for last, _ in page)])
    return shown


def _passes(shown: dict[str, Any], chosen: str) -> bool:
    match chosen:
        case "all":
            return True
        case "unread":
            return "unread_count" in shown
        case "unanswered":
            return bool(shown.get("unanswered"))
        case _:
            return False


def _conversation(call: Call, dialog: Dialog, said: list[Message]) -> dict[str, Any]:
    last = said[-1]
    refused = dialogs.refusal_of(call.world, dialog.id)
    can_write: dict[str, Any] = {"allowed": refused is None}
    if refused is not None:
        can_write["reason"] = refused.code
    shown: dict[str, Any] = {
        "peer": {"id": dialog.id, "type": "user", "local_id": dialog.id},
        "sort_id": {"major_id": 0, "minor_id": last.id},
        "last_message_id": last.id,
        "last_conversation_message_id": last.cmid,
        "in_read": dialog.in_read,
        "out_read": dialog.out_read,
        "is_marked_unread": False,
        "important": False,
        "can_write": can_write,
        "version": 10_000 + last.id,
    }
    unread = [m for m in said if m.from_id != OWNER_ID and m.id > dialog.in_read]
    if unread:
        shown["unread_count"] = len(unread)
    if last.from_id != OWNER_ID:
        shown["unanswered"] = True
    return shown


def get_history(call: Call) -> Any:
    """messages.getHistory: newest first, or oldest first with `rev`; a negative offset goes to newer ones."""
    call.group_id()
    peer_id = _peer(call)
    count = call.integer("count", 20, minimum=0, maximum=200)
    offset = call.integer("offset", 0)
    start_id = call.integer("start_message_id", 0)
    if offset < 0 and start_id <= 0:
        raise invalid("offset should be positive")
    said = dialogs.said_in(call.world, peer_id)
    ordered = said if call.flag("rev") else said[::-1]
    first = 0
    if start_id > 0:
        passed = [m.id < start_id if call.flag("rev") else m.id > start_id for m in ordered]
        first = sum(passed)
    page = ordered[max(0, first + offset) :][:count]
    shown: dict[str, Any] = {
        "count": len(said),
        "items": [dialogs.show(call.world, message) for message in page],
    }
    if call.flag("extended"):
        shown |= company(call, [OWNER_ID, *(m.peer_id for m in page)])
        dialog = call.world.shelf(Dialog).get(peer_id)
        shown["conversations"] = (
            [_conversation(call, dialog, said)] if dialog is not None and said else []
        )
    return shown


def get_by_id(call: Call) -> Any:
    """messages.getById of `message_ids`, or of `cmids` with `peer_id`; what is not there is left out."""
    call.group_id()
    found = [m for m in _named(call) if not m.deleted]
    cut = call.integer("preview_length", 0, minimum=0)
    items = []
    for message in found:
        shown = dialogs.show(call.world, message)
        items.append(shown | {"text": preview(shown["text"], cut)})
    answer: dict[str, Any] = {"count": len(items), "items": items}
    if call.flag("extended"):
        answer |= company(call, [OWNER_ID, *(m.peer_id for m in found)])
    return answer


def _named(call: Call) -> list[Message]:
    """The messages that a call names, deleted ones too; ApiFailure 100 where it names none."""
    world = call.world
    if call.text("message_ids"):
        ids = [_number(word, "message_ids") for word in call.words("message_ids")]
        return [world.shelf(Message)[i] for i in ids if i in world.shelf(Message)]
    if not call.text("cmids"):
        raise invalid("message_ids is undefined")
    peer_id, cmids = call.integer("peer_id"), call.words("cmids")
    within = [m for m in world.shelf(Message).values() if m.peer_id == peer_id]
    return [m for m in within if str(m.cmid) in cmids]


def mark_as_read(call: Call) -> Any:
    """messages.markAsRead: all of the dialog `peer_id`, or up to `start_message_id` or `up_to_cmid`."""
    call.group_id()
    if not call.text("peer_id") and call.text("message_ids"):
        for message in _named(call):
            _read(call, message.peer_id, message.id)
        return 1
    peer_id = call.integer("peer_id")
    said = dialogs.said_in(call.world, peer_id)
    upto = call.integer("start_message_id", 0, minimum=0)
    cmid = call.integer("up_to_cmid", 0, minimum=0)
    if cmid:
        upto = max((m.id for m in said if m.cmid <= cmid), default=0)
    elif not upto:
        upto = max((m.id for m in said), default=0)
    _read(call, peer_id, upto)
    return 1


def _read(call: Call, peer_id: int, upto: int) -> None:
    dialog = call.world.shelf(Dialog).get(peer_id)
    if dialog is not None and upto > dialog.in_read:
        dialog.in_read = upto
        call.world.put(dialog)


def is_allowed(call: Call) -> Any:
    """messages.isMessagesFromGroupAllowed."""
    call.group_id()
    user_id = call.integer("user_id", minimum=1)
    return {"is_allowed": int(dialogs.refusal_of(call.world, user_id) is None)}


def edit(call: Call) -> Any:
    """messages.edit of an own message, within a day; attachments that are not named again are lost."""
    call.group_id()
    peer_id = call.integer("peer_id")
    message_id, cmid = call.integer("message_id", 0), call.integer("cmid", 0)
    for message in dialogs.said_in(call.world, peer_id):
        if message.id == message_id or (cmid and message.cmid == cmid):
            break
    else:
        raise invalid("message_id is invalid")
    if message.from_id != OWNER_ID:
        raise refusal(920)
    if call.world.now() - message.date > EDITABLE:
        raise refusal(909)
    text, media = call.text("message"), attachments.read(call.world, call.words("attachment"))
    if len(text) > LONGEST_MESSAGE:
        raise refusal(914)
    if not text.strip() and not media:
        raise invalid("message is empty or invalid")
    dialogs.edit(call.world, message, text, media)
    return 1


def delete(call: Call) -> Any:
    """messages.delete: a row for each; for everybody only own ones, within a day (924)."""
    call.group_id()
    rows = []
    for message in _named(call):
        row: dict[str, Any] = {
            "peer_id": message.peer_id,
            "message_id": message.id,
            "conversation_message_id": message.cmid,
        }
        late = call.world.now() - message.date > EDITABLE
        if call.flag("delete_for_all") and (late or message.from_id != OWNER_ID):
            rows.append(row | {"error": {"code": 924, "description": refusal(924).message}})
            continue
        message.deleted = True
        call.world.put(message)
        rows.append(row | {"response": 1})
    return rows
