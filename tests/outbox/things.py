"""Posts, comments and authors of a world that the outbox changes, and what the world must show of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lib.outbox import Action
from lib.sandbox import bans, dialogs, gallery
from lib.sandbox.around import Media
from tests.outbox.conftest import Desk

CHANGES = (
    *("edit_post", "delete_post", "restore_post", "publish"),
    *("close_comments", "open_comments", "pin", "unpin"),
    *("edit_comment", "delete_comment", "restore_comment"),
    *("ban", "unban"),
)
MANY = 3
"""So many of each thing: few, so that changes meet."""

HOUR = 3600

# Kinds that set the same property of a thing -> the value each sets it to (None: the text of the action).
PROPERTIES: dict[str, dict[str, Any]] = {
    "deleted": {
        "delete_post": True,
        "restore_post": False,
        "delete_comment": True,
        "restore_comment": False,
    },
    "text": {"edit_post": None, "edit_comment": None},
    "closed": {"close_comments": True, "open_comments": False},
}


class Things:
    """Some of each, made when first asked for; a post that goes out is followed by another one."""

    def __init__(self, desk: Desk, *, many: int = MANY) -> None:
        self.desk = desk
        self._many = many
        self._ids: dict[tuple[str, int], int] = {}
        self._serial = 0

    def change(self, kind: str, which: int, text: str) -> Action:
        """Ask for a change of one of the things; raises `Busy` as the outbox does."""
        thing_id = self._thing(kind, which % self._many)
        if kind == "ban":
            return self.desk.ban(thing_id)
        if kind == "unban":
            return self.desk.unban(thing_id)
        return self.desk.change(kind, thing_id, **self._more(kind, thing_id, text))

    def check(self, rows: Iterable[Action]) -> None:
        """Of everything that nobody is changing now and that was not given up in doubt, the world shows what
        was confirmed last."""
        by_thing: dict[str, list[Action]] = {}
        for row in rows:
            if row.about is not None:
                by_thing.setdefault(row.about, []).append(row)
        order = self._confirmed()
        for about, actions in by_thing.items():
            if any(row.state != "confirmed" and row.attempted_at is not None for row in actions):
                continue
            kind, _colon, number = about.partition(":")
            if kind == "author":
                self._check_author(int(number), actions, order)
                continue
            things: Any = self.desk.world.comments if kind == "comment" else self.desk.world.posts
            for name, values in PROPERTIES.items():
                done = [row for row in actions if row.state == "confirmed" and row.kind in values]
                if not done or int(number) not in things:
                    continue
                last = max(done, key=lambda row: order[row.action_id])
                wanted = values[last.kind]
                wanted = last.payload["text"] if name == "text" else wanted
                assert getattr(things[int(number)], name) == wanted, (last, things[int(number)])
        for row in rows:
            if row.kind == "publish":
                self._check_published(row)

    def _check_author(self, author_id: int, actions: list[Action], order: dict[int, int]) -> None:
        done = [row for row in actions if row.state == "confirmed"]
        if done:
            last = max(done, key=lambda row: order[row.action_id])
            assert bans.is_banned(self.desk.world, author_id) == (last.kind == "ban"), last

    def _check_published(self, row: Action) -> None:
        shown = [
            post for post in self.desk.world.posts.values() if post.text == row.payload["text"]
        ]
        assert len(shown) == 1, row
        if row.state == "confirmed":
            assert shown[0].kind == "post", row
        if row.state == "withdrawn" and row.attempted_at is None:
            assert shown[0].kind != "post", row

    def _confirmed(self) -> dict[int, int]:
        with self.desk.store.reader() as db:
            return {
                row["action_id"]: row["n"]
                for row in db.query(
                    "SELECT action_id, max(rowid) AS n FROM moves WHERE new = 'confirmed' GROUP BY 1"
                )
            }

    def _thing(self, kind: str, which: int) -> int:
        sort = _SORTS[kind]
        found = self._ids.get((sort, which))
        world = self.desk.world
        if found is None or (sort in {"waiting"} and found not in world.posts):
            self._serial += 1
            found = self._ids[sort, which] = _MAKERS[sort](self.desk, self._serial)
        return found

    def _more(self, kind: str, thing_id: int, text: str) -> dict[str, Any]:
        more: dict[str, Any] = {"text": text} if kind in {"edit_post", "edit_comment"} else {}
        if kind == "edit_post":
            post = self.desk.world.posts[thing_id]
            at = post.date if post.kind == "postpone" else None
            more |= {
                "publish_at": at,
                "seen": {"text": post.text, "publish_at": at, "attachments": []},
            }
        return more


def author(desk: Desk, *, out: bool = False) -> int:
    """A citizen's id; `out`: banned already, for spam."""
    desk.world.person(777)
    if out:
        bans.ban(desk.world, 777, reason=1)
    return 777


def said_to(desk: Desk, peer_id: int) -> list[str]:
    """What the community has written to a person."""
    return [found.text for found in dialogs.said_in(desk.world, peer_id) if found.from_id < 0]


def video(desk: Desk) -> Media:
    """A video of the community, the same one each time."""
    there = gallery.find(desk.world, "video", -1, desk.video_number)
    if there is None:
        there = desk.world.add_media("video", -1, {"title": "Запись эфира", "date": 1})
        desk.video_number = there.number
    return there


def said_under(desk: Desk, media: Media) -> list[str]:
    """What the community has said under a video."""
    return [one.text for one in gallery.comments_of(desk.world, media) if one.from_id < 0]


def streams(desk: Desk, title: str) -> list[int]:
    """The broadcasts of this name that there are or were."""
    found = gallery.all_of(desk.world, "video", -1)
    return [media.number for media in found if media.body["title"] == title]


def _post(desk: Desk, serial: int) -> int:
    return int(desk.world.publish(f"Запись {serial} {desk.world.next_id()}", from_id=-1).id)


def _waiting(desk: Desk, serial: int) -> int:
    # Beyond every pass of time: what goes out by itself is no matter of these proofs.
    at = int(desk.world.now()) + 40 * 24 * HOUR + serial * 60
    text = f"Завтра {serial} {desk.world.next_id()}"
    return int(desk.world.publish(text, from_id=-1, date=at, kind="postpone").id)


def _comment(desk: Desk, serial: int) -> int:
    return desk.citizen(f"Вопрос {serial} {desk.world.next_id()}")


def _ours(desk: Desk, serial: int) -> int:
    asked = desk.world.comments[desk.citizen()]
    text = f"Ответ {serial} {desk.world.next_id()}"
    return int(desk.world.comment(asked.post_id, -1, text, asked.id))


def _author(desk: Desk, serial: int) -> int:
    found = 10_000 + int(desk.world.next_id())
    desk.world.person(found)
    return found


_SORTS = {
    **dict.fromkeys(("edit_post", "close_comments", "open_comments", "pin", "unpin"), "post"),
    **dict.fromkeys(("delete_post", "restore_post"), "doomed post"),
    "publish": "waiting",
    "edit_comment": "ours",
    **dict.fromkeys(("delete_comment", "restore_comment"), "comment"),
    **dict.fromkeys(("ban", "unban"), "author"),
}
_MAKERS: dict[str, Callable[[Desk, int], int]] = {
    "post": _post,
    "doomed post": _post,
    "waiting": _waiting,
    "ours": _ours,
    "comment": _comment,
    "author": _author,
}
