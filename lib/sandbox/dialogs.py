"""Messages between the community and people: who may write to whom, and what was said."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from lib.sandbox import bans
from lib.sandbox.errors import ApiFailure, refusal
from lib.sandbox.objects import OWNER_ID
from lib.sandbox.shapes import attachments_of
from lib.sandbox.talks import Dialog, Message

if TYPE_CHECKING:
    from lib.sandbox.world import World

REPEAT_SECONDS = 3600
REPEAT_MESSAGES = 100
"""How far back VK looks for the same `random_id` in a dialog."""
CLIENT_INFO = {
    "button_actions": [
        *("text", "vkpay", "open_app", "location", "open_link", "callback"),
        *("intent_subscribe", "intent_unsubscribe"),
    ],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}
"""What the app of the one who wrote can show; sent with every message_new since 5.103."""


def dialog_of(world: World, peer_id: int) -> Dialog:
    """The dialog with a person; an empty one where nobody has written yet, not kept until someone does."""
    return world.shelf(Dialog).get(peer_id) or Dialog(peer_id)


def said_in(world: World, peer_id: int) -> list[Message]:
    """The messages of a dialog that were not deleted, oldest first."""
    return [m for m in world.shelf(Message).values() if m.peer_id == peer_id and not m.deleted]


def by_peer(world: World) -> dict[int, list[Message]]:
    """The same of all dialogs."""
    spoken: dict[int, list[Message]] = {}
    for message in world.shelf(Message).values():
        if not message.deleted:
            spoken.setdefault(message.peer_id, []).append(message)
    return spoken


def hear(
    world: World,
    from_id: int,
    text: str,
    *,
    attachments: tuple[dict[str, Any], ...] = (),
    payload: str = "",
) -> Message:
    """A person writes to the community, and so lets it answer; ValueError for a banned one."""
    with world.turn():
        bans.refuse_banned(world, from_id)
        world.person(from_id)
        dialog = dialog_of(world, from_id)
        dialog.allowed = True
        made = _add(world, dialog, from_id, text)
        made.attachments, made.payload = [dict(one) for one in attachments], payload
        world.emit("message_new", {"message": message_object(made), "client_info": CLIENT_INFO})
        return made


def refusal_of(world: World, peer_id: int) -> ApiFailure | None:
    """Why the community may not write to a person now; None where it may."""
    dialog = dialog_of(world, peer_id)
    if bans.is_banned(world, peer_id):
        return refusal(900)
    if dialog.private:
        return refusal(902)
    return None if dialog.allowed else refusal(901)


def speak(
    world: World,
    peer_id: int,
    text: str,
    *,
    random_id: int,
    attachments: list[dict[str, Any]],
    payload: str = "",
    reply_to: int | None = None,
) -> Message:
    """The community writes; a known `random_id` makes nothing new. ApiFailure 900 to 902 where it may not."""
    with world.turn():
        if (refused := refusal_of(world, peer_id)) is not None:
            raise refused
        if random_id and (known := _repeated(world, peer_id, random_id)) is not None:
            return known
        made = _add(world, dialog_of(world, peer_id), OWNER_ID, text)
        made.random_id, made.attachments = random_id, attachments
        made.payload, made.reply_to = payload, reply_to
        world.emit("message_reply", show(world, made))
        return made


def _repeated(world: World, peer_id: int, random_id: int) -> Message | None:
    """VK does not document what it answers to a repeat; here it is the first one's id."""
    since = world.now() - REPEAT_SECONDS
    # A deleted message was sent all the same.
    sent = [m for m in world.shelf(Message).values() if m.peer_id == peer_id]
    for one in reversed(sent[-REPEAT_MESSAGES:]):
        if one.from_id == OWNER_ID and one.random_id == random_id and one.date > since:
            return one
    return None


def edit(world: World, message: Message, text: str, attachments: list[dict[str, Any]]) -> None:
    """Give a message another text and attachments, and tell of it."""
    with world.turn():
        message.text, message.attachments = text, attachments
        message.edited = world.now()
        world.emit("message_edit", show(world, world.put(message)))


def allow(world: World, user_id: int, key: str = "") -> None:
    """A person lets the community write."""
    with world.turn():
        world.person(user_id)
        dialog = dialog_of(world, user_id)
        dialog.allowed, dialog.private = True, False
        world.put(dialog)
        world.emit("message_allow", {"user_id": user_id, "key": key or secrets.token_hex(8)})


def deny(world: World, user_id: int, *, private: bool = False) -> None:
    """A person forbids it; `private`: by the settings of the profile, which VK tells apart (902, not 901)."""
    with world.turn():
        world.person(user_id)
        dialog = dialog_of(world, user_id)
        dialog.allowed, dialog.private = False, private
        world.put(dialog)
        world.emit("message_deny", {"user_id": user_id})


def read_by_person(world: World, user_id: int) -> None:
    """A person reads what the community has written."""
    with world.turn():
        dialog = dialog_of(world, user_id)
        ours = [m for m in said_in(world, user_id) if m.from_id == OWNER_ID]
        if not ours or ours[-1].id <= dialog.out_read:
            return
        dialog.out_read = ours[-1].id
        world.put(dialog)
        told = {"from_id": user_id, "peer_id": user_id, "read_message_id": ours[-1].id}
        world.emit("message_read", told | {"conversation_message_id": ours[-1].cmid})


def _add(world: World, dialog: Dialog, from_id: int, text: str) -> Message:
    dialog.last_cmid += 1
    world.put(dialog)
    number = world.number("messages")
    return world.put(Message(number, dialog.id, from_id, world.now(), text, dialog.last_cmid))


def show(world: World, message: Message) -> dict[str, Any]:
    """A message with the one it answers."""
    shown = message_object(message)
    answered = world.shelf(Message).get(message.reply_to)
    if answered is not None:
        kept = ("id", "date", "from_id", "text", "conversation_message_id", "peer_id")
        about = {name: value for name, value in message_object(answered).items() if name in kept}
        shown["reply_message"] = about
    return shown


def message_object(message: Message) -> dict[str, Any]:
    """A message as VK's methods show it."""
    shown: dict[str, Any] = {
        "id": message.id,
        "date": message.date,
        "peer_id": message.peer_id,
        "from_id": message.from_id,
        "out": int(message.from_id == OWNER_ID),
        "text": message.text,
        "conversation_message_id": message.cmid,
        "random_id": message.random_id,
        "attachments": attachments_of(
            message.attachments, owner_id=message.from_id, date=message.date
        ),
        "fwd_messages": [],
        "important": False,
        "is_hidden": False,
        "version": 10_000 + message.id,
    }
    if message.edited is not None:
        shown["update_time"] = message.edited
    if message.payload:
        shown["payload"] = message.payload
    return shown
