"""Where each key comes from, step by step, for a person who is no programmer; as VK stood in November 2026."""

from __future__ import annotations

from lib.base.language import _


def title(kind: str) -> str:
    """The name of a key's place."""
    return {
        "community": _("Community key"),
        "service": _("Service key"),
        "user": _("User key"),
    }[kind]


def short_title(kind: str) -> str:
    """The same for the head of a narrow column."""
    return {"community": _("Comm."), "service": _("Serv."), "user": _("User")}[kind]


def purpose(kind: str) -> str:
    """What it is for, in a sentence or two."""
    return {
        "community": _(
            "Speaks as the community: answers comments, publishes text, gets new comments "
            "instantly. It never expires."
        ),
        "service": _(
            "Reads what everybody may read: posts, comments, their history. It never expires and "
            "cannot write anything."
        ),
        "user": _(
            "The key of an administrator or editor. It opens the rest: reach, scheduled posts, editing,"
            " deleting, bans, photos and videos. You can work without it."
        ),
    }[kind]


def steps(kind: str) -> tuple[str, ...]:
    """How to get it; buttons are named as VK names them, and may be named otherwise by now."""
    return {"community": _community, "service": _service, "user": _user}[kind]()


def _community() -> tuple[str, ...]:
    return (
        _("On a computer, open your community in VK and press “Manage”."),
        _("On the right choose “More”, then “API usage”."),
        _(
            "On the tab “Access tokens” press “Create token” and tick all"
            " rights: community management, wall, messages, photos, documents."
        ),
        _("VK may ask for a code from your phone. Then it shows the key once: copy it whole."),
        _("On the tab “Long Poll API” switch it on, so that new comments arrive at once."),
        _("Paste the key here. Delete the copy if you kept one in a message or a note."),
    )


def _service() -> tuple[str, ...]:
    return (
        _(
            "A service key belongs to an app of VK. Any app of your own will do, even an empty one:"
            " at dev.vk.com sign in and make one under “My apps”."
        ),
        _("Open the settings of the app and find “Service token”."),
        _("Show it, copy it whole and paste it here."),
    )


def _user() -> tuple[str, ...]:
    return (
        _(
            "Do you have a key that was made before 25 June 2024 for an app of your organisation (Implicit"
            " Flow, with “offline”)? It still works and does not end: paste it here."
        ),
        _(
            "Does your organisation have an app with VK ID to which VK has granted extended rights? Sign in"
            " through it as an administrator of the community, copy the whole address of the page that opens"
            " and paste it here: the key and its end are found in it. Such a key lives for one hour."
        ),
        _(
            "Otherwise there is no simple way today. VK grants extended rights after a check of the business"
            " and a letter to devsupport@corp.vk.com, and rarely; the right to write on the wall is"
            " not among them."
        ),
    )


def caution(kind: str) -> str:
    """What must not be done; "" where there is nothing to say."""
    if kind != "user":
        return ""
    return _(
        "Keys of other people's apps (Kate Mobile and the like) are not offered here on purpose: using them"
        " breaches VK's terms, VK revokes them within days and blocks communities for them."
    )
