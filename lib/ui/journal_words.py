"""The journal in words: what an action is called, its group, what it was about, how it ended."""

from __future__ import annotations

from lib.access.permissions import MODERATOR
from lib.base.language import N_, _
from lib.ui.settings_state import kind_word

GROUPS = {
    "posts": N_("Posts"),
    "comments": N_("Comments and replies"),
    "chats": N_("Open chats"),
    "reports": N_("Reports and campaigns"),
    "figures": N_("Charts and tables"),
    "guard": N_("The guard and VK’s checks"),
    "explore": N_("Questions of the data"),
    "people": N_("People and sign-ins"),
    "reach": N_("Reach and its settings"),
    "system": N_("Keys, database, journal"),
}
"""Kinds of action that can be asked for."""

OUTBOX_VERBS = {
    "queue": N_("handed over for sending"),
    "withdraw": N_("taken back"),
    "send_anyway": N_("sent after a look"),
    "send": N_("VK’s answer"),
}
"""What is done with whatever goes out to VK."""

_OUTBOX_GROUPS = {
    "posts": ("post", "edit_post", "delete_post", "restore_post", "publish", "close_comments",
              "open_comments", "pin", "unpin", "broadcast", "broadcast_end"),
    "comments": ("reply", "comment", "message", "edit_comment", "delete_comment", "restore_comment", "ban",
                 "unban", "video_comment"),
}  # fmt: skip

_FAMILIES = {
    "draft": "posts",
    "agreement": "posts",
    "comment": "comments",
    "figures": "figures",
    "chat": "chats",
    "question": "chats",
    "answer": "chats",
    "report": "reports",
    "campaign": "reports",
    "explore": "explore",
    "invitation": "people",
    "person": "people",
    "session": "people",
    "guard": "guard",
    "vk": "guard",
    "reach": "reach",
    "goal": "reach",
    "institution": "reach",
    "key": "system",
    "database": "system",
    "journal": "system",
}

_ACTIONS = {
    "comment.dismiss": N_("Marked as needing no answer"),
    "comment.undismiss": N_("Waits for an answer again"),
    "draft.drop": N_("Draft discarded"),
    "draft.undrop": N_("Draft brought back"),
    "agreement.ask": N_("Sent to a manager for approval"),
    "agreement.agree": N_("Approved by the manager"),
    "agreement.return": N_("Returned by the manager with a remark"),
    "chat.create": N_("Open chat: prepared"),
    "chat.change": N_("Open chat: settings changed"),
    "chat.announce": N_("Open chat: announcement handed over"),
    "chat.rules": N_("Open chat: rules handed over"),
    "chat.open": N_("Open chat: opened"),
    "chat.close": N_("Open chat: closed"),
    "chat.reopen": N_("Open chat: opened again"),
    "chat.specialist": N_("Open chat: specialist added or changed"),
    "chat.invite": N_("Open chat: link made for a specialist"),
    "chat.revoke": N_("Open chat: specialist’s link taken back"),
    "chat.broadcast": N_("Open chat: broadcast begun"),
    "chat.broadcast_end": N_("Open chat: broadcast ended"),
    "chat.video": N_("Open chat: video of the broadcast named or left"),
    "chat.off_air": N_("Open chat: question taken off air"),
    "chat.digest": N_("Open chat: digest drafted"),
    "chat.export": N_("Open chat: report exported"),
    "chat.norms": N_("Open chats: norms of time changed"),
    "figures.export": N_("Chart or table downloaded"),
    "question.come": N_("Question: came in"),
    "question.paste": N_("Question: added by hand"),
    "question.assign": N_("Question: given to a specialist"),
    "question.take": N_("Question: taken"),
    "question.let_go": N_("Question: let go"),
    "question.not_mine": N_("Question: “not mine”"),
    "question.hand_over": N_("Question: handed over to a colleague"),
    "question.free": N_("Question: taken away from the specialist"),
    "question.decline": N_("Question: will not be answered"),
    "question.take_up": N_("Question: taken up again"),
    "question.join": N_("Question: merged with another"),
    "question.part": N_("Question: split off again"),
    "question.note": N_("Question: internal note"),
    "question.topic": N_("Question: topic set"),
    "question.on_air": N_("Question: shown on air"),
    "answer.hand_in": N_("Answer: submitted for review"),
    "answer.give_back": N_("Answer: given back with a remark"),
    "answer.publish": N_("Answer: published"),
    "answer.withdraw": N_("Answer: taken back"),
    "report.ask": N_("Report: asked for"),
    "report.make": N_("Report: made by the console"),
    "report.take": N_("Report: downloaded"),
    "report.plan": N_("Report: put on a schedule"),
    "report.unplan": N_("Report: schedule ended"),
    "report.folder": N_("Reports: folder changed"),
    "campaign.create": N_("Campaign: begun"),
    "campaign.change": N_("Campaign: changed"),
    "campaign.put": N_("Campaign: post put in"),
    "campaign.drop": N_("Campaign: post taken out"),
    "campaign.close": N_("Campaign: closed"),
    "campaign.reopen": N_("Campaign: goes on"),
    "guard.override": N_("Sent although the guard stopped it"),
    "vk.confirm": N_("VK’s check passed"),
    "explore.save": N_("Question of the data saved"),
    "explore.delete": N_("Question of the data deleted"),
    "explore.share": N_("Question of the data shared"),
    "explore.unshare": N_("Question of the data no longer shared"),
    "explore.pin": N_("Question of the data pinned to “Today”"),
    "explore.unpin": N_("Question of the data removed from “Today”"),
    "explore.export": N_("Saved questions exported"),
    "explore.hand_out": N_("Answer of the data exported"),
    "invitation.make": N_("Link for a guest made"),
    "invitation.revoke": N_("Link of a guest taken back"),
    "person.add": N_("Person added"),
    "person.role": N_("Role changed"),
    "person.password": N_("Password changed"),
    "person.email": N_("E-mail address changed"),
    "person.end": N_("Person blocked"),
    "session.begin": N_("Signed in"),
    "session.end": N_("Signed out"),
    "session.refuse": N_("Sign-in refused"),
    "reach.norm": N_("Norm of answering changed"),
    "goal.set": N_("Subscriber goal set"),
    "goal.drop": N_("Subscriber goal removed"),
    "institution.keep": N_("Institution kept in the list"),
    "institution.drop": N_("Institution taken from the list"),
    "key.save": N_("Key saved"),
    "key.remove": N_("Key removed"),
    "database.restore": N_("Database restored from a backup"),
    "journal.export": N_("Journal exported"),
}

_SUBJECTS = {
    "post": N_("post {id}"),
    "video": N_("video {id}"),
    "video_comment": N_("comment {id} of a video"),
    "comment": N_("comment {id}"),
    "author": N_("author {id}"),
    "dialog": N_("dialogue {id}"),
    "draft": N_("draft"),
    "chat": N_("open chat {id}"),
    "question": N_("question {id}"),
    "report": N_("report {id}"),
    "schedule": N_("schedule {id}"),
    "campaign": N_("campaign {id}"),
    "saved_question": N_("saved question {id}"),
    "person": N_("person {id}"),
    "session": N_("sign-in {id}"),
    "invitation": N_("link {id}"),
    "key": N_("key: {id}"),
    "backup": N_("copy {id}"),
    "chart": N_("chart {id}"),
    "institution": N_("institution {id}"),
}

_OUTCOMES = {
    "done": "",
    "held": "",
    "queued": "",
    "sending": N_("on its way"),
    "confirmed": N_("is in VK"),
    "late": N_("is in VK, late"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "paused": N_("waits for a person"),
    "unknown": N_("not confirmed"),
    "withdrawn": "",
    "asked": N_("reason: the person asked for it"),
    "public": N_("reason: it is public already"),
    "institution": N_("reason: data of an institution"),
    "mistaken": N_("reason: the guard is mistaken"),
}

_DETAILS = {
    "text": N_("Text"),
    "was": N_("Before"),
    "why": N_("Why"),
    "reason": N_("Reason"),
    "name": N_("Name"),
    "title": N_("Name of the broadcast"),
    "description": N_("Description"),
    "wallpost": N_("With a post on the wall"),
    "role": N_("Role"),
    "device": N_("Browser"),
    "address": N_("Address"),
    "kinds": N_("Kinds of data"),
    "action_id": N_("Number in the outbox"),
    "result_id": N_("Number in VK"),
    "chat_id": N_("Open chat"),
    "remark": N_("Remark"),
    "entries": N_("Entries"),
    "file": N_("File"),
    "period": N_("Period"),
    "post_id": N_("Post"),
    "subscribers": N_("Subscribers"),
    "by": N_("By the day"),
    "seconds": N_("Seconds"),
    "rows": N_("Rows"),
}


def action_word(action: str) -> str:
    """What an action is called on the screen; `action` itself where nobody gave it a name."""
    if action in _ACTIONS:
        return _(_ACTIONS[action])
    kind, _dot, verb = action.partition(".")
    word = kind_word(kind)
    if verb not in OUTBOX_VERBS or word == kind:
        return action
    return f"{word}: {_(OUTBOX_VERBS[verb])}"


def actor_word(actor: str) -> str:
    """Whose name stands in the journal; what the console did by itself has a name too, and so has whoever
    rehearses without signing in."""
    words = {
        "console": _("the console"),
        "—": _("unknown person"),
        MODERATOR.name: _("moderator"),
    }
    return words.get(actor, actor)


def group_of(action: str) -> str:
    """The group of an action, a key of `GROUPS`; "" where it has none."""
    kind, _dot, verb = action.partition(".")
    if verb in OUTBOX_VERBS and action not in _ACTIONS:
        for group, kinds in _OUTBOX_GROUPS.items():
            if kind in kinds:
                return group
    return _FAMILIES.get(kind, "")


def subject_word(subject: str) -> str:
    """`comment:77` as “comment 77”; "" for what there is only one of."""
    kind, _colon, number = subject.partition(":")
    if kind == subject:
        return ""
    return _(_SUBJECTS[kind], id=number) if kind in _SUBJECTS and number else subject


def outcome_word(outcome: str) -> str:
    """How it ended; "" where the action itself says so."""
    word = _OUTCOMES.get(outcome, outcome)
    return _(word) if word else ""


def detail_word(name: str) -> str:
    """What a detail of an entry is called on the screen; its own name where it has no word."""
    return _(_DETAILS[name]) if name in _DETAILS else name
