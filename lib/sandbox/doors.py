"""The `/_world/` addresses: where a person, a test or life itself acts as the citizens, and looks behind VK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from lib.sandbox import doors_around, gallery, growth, shapes
from lib.sandbox.around import Media
from lib.sandbox.calls import Office
from lib.sandbox.demo import places
from lib.sandbox.limits import PER_DAY, Quota
from lib.sandbox.objects import MEASURES, OWNER_ID, Day
from lib.sandbox.rights import Key
from lib.sandbox.world import QUEUE_LIMIT


def comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id, from_id, text, reply_to?} -> {comment_id}"""
    comment_id = office.world.comment(
        int(body["post_id"]),
        int(body["from_id"]),
        str(body["text"]),
        body.get("reply_to"),
        attachments=tuple(body.get("attachments", ())),
    )
    return {"comment_id": comment_id}


def edit_comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{comment_id, text}"""
    office.world.edit_comment(int(body["comment_id"]), str(body["text"]))
    return {}


def delete_comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{comment_id, by?}"""
    author = office.world.comments[int(body["comment_id"])].from_id
    office.world.delete_comment(int(body["comment_id"]), int(body.get("by", author)))
    return {}


def restore_comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{comment_id}"""
    office.world.restore_comment(int(body["comment_id"]))
    return {}


def post(office: Office, body: Mapping[str, Any]) -> Any:
    """{text, date?, from_id?, suggest?, attachments?} -> {post_id}; a date ahead puts it in the queue"""
    date = body.get("date")
    ahead = date is not None and int(date) > office.world.now()
    kind = "suggest" if body.get("suggest") else "postpone" if ahead else "post"
    made = office.world.publish(
        str(body["text"]),
        from_id=int(body.get("from_id", OWNER_ID)),
        date=None if date is None else int(date),
        kind=kind,
        attachments=list(body.get("attachments", ())),
    )
    return {"post_id": made.id}


def suggest(office: Office, body: Mapping[str, Any]) -> Any:
    """{from_id, text, attachments?} -> {post_id}: a citizen offers a post to the community"""
    return post(office, {**body, "from_id": int(body["from_id"]), "suggest": True})


def repost(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id, user_id, text?}: a citizen shares the post"""
    world, who = office.world, int(body["user_id"])
    with world.turn():
        shared = world.post_of(int(body["post_id"]))
        return {"post_id": world.repost(shared, who, str(body.get("text", "")))}


def video_comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{video_id, from_id, text, reply_to?} -> {comment_id}"""
    answered = body.get("reply_to")
    comment_id = gallery.comment_video(
        office.world,
        _media(office, "video", int(body["video_id"])),
        int(body["from_id"]),
        str(body["text"]),
        reply_to=None if answered is None else int(answered),
    )
    return {"comment_id": comment_id}


def watch(office: Office, body: Mapping[str, Any]) -> Any:
    """{video_id, viewers}: so many more people look in on a broadcast"""
    video = _media(office, "video", int(body["video_id"]))
    gallery.watch(office.world, video, int(body["viewers"]))
    return {}


def vote(office: Office, body: Mapping[str, Any]) -> Any:
    """{poll_id, user_id, answer_ids} -> {voted}: false for a second time"""
    poll = _media(office, "poll", int(body["poll_id"]))
    answers = [int(one) for one in body["answer_ids"]]
    return {"voted": gallery.vote(office.world, poll, int(body["user_id"]), answers)}


def _media(office: Office, kind: str, number: int) -> Media:
    found = gallery.find(office.world, kind, OWNER_ID, number)
    if found is None:
        raise LookupError(f"no {kind} {number}")
    return found


def delete_post(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id}"""
    with office.world.turn():
        gone = office.world.post_of(int(body["post_id"]))
        gone.deleted = True
        office.world.touch(gone)
    return {}


def like(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id, post_id, comment_id?, undo?}"""
    about = body.get("comment_id")
    office.world.like(
        int(body["user_id"]),
        post_id=int(body["post_id"]),
        comment_id=None if about is None else int(about),
        undo=bool(body.get("undo")),
    )
    return {}


def join(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id}"""
    office.world.join(int(body["user_id"]))
    return {}


def leave(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id}"""
    office.world.leave(int(body["user_id"]))
    return {}


def views(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id, views}"""
    office.world.add_views(int(body["post_id"]), int(body["views"]))
    return {}


def day(office: Office, body: Mapping[str, Any]) -> Any:
    """{day, reach?, views?, ..., withheld?}: VK corrects its statistics of a day, or does not give it at all

    `withheld: true`: stats.get leaves the day out; false: it is there again.
    """
    name = date.fromisoformat(str(body["day"])).isoformat()
    counted = {key: int(value) for key, value in body.items() if key in MEASURES}
    if unknown := body.keys() - counted.keys() - {"day", "withheld"}:
        raise ValueError(f"a day has no {', '.join(sorted(unknown))}")
    if any(value < 0 for value in counted.values()):
        raise ValueError("nothing is counted below zero")
    with office.world.turn():
        found = office.world.days.setdefault(name, Day(name))
        for key, value in counted.items():
            setattr(found, key, value)
        found.withheld = bool(body.get("withheld", found.withheld))
        office.world.touch(found)
    return {}


def measures(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id, views?, reposts?, reach_total?, reach_subscribers?}: VK counts a post anew, less or more"""
    with office.world.turn():
        counted = office.world.post_of(int(body["post_id"]))
        for name in ("views", "reposts", "reach_total", "reach_subscribers"):
            if name in body:
                setattr(counted, name, int(body[name]))
        office.world.touch(counted)
    return {}


def person(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id, first_name?, last_name?, sex?, city?, deactivated?}: makes or changes a profile"""
    with office.world.turn():
        who = office.world.touch(office.world.person(int(body["user_id"])))
        for name in ("first_name", "last_name", "sex", "city", "deactivated"):
            if name in body:
                setattr(who, name, body[name])
    return {}


def key(office: Office, body: Mapping[str, Any]) -> Any:
    """{token, kind, permissions?, state?}: lets a key in; {token, gone: true} revokes one"""
    token = str(body["token"])
    if body.get("gone"):
        office.world.keys.pop(token, None)
        return {}
    standing = frozenset(str(name) for name in body.get("permissions", ()))
    office.world.keys[token] = Key(token, body["kind"], standing, body.get("state", "good"))
    return {}


def quota(office: Office, body: Mapping[str, Any]) -> Any:
    """{method, per_day, code?, silent?}: calls of a method a day from now on; null: VK's own number again

    `postponed` as method: how many posts may wait in the queue.
    """
    method = str(body["method"])
    per_day = None if body["per_day"] is None else int(body["per_day"])
    if method == "postponed":
        office.world.queue_limit = QUEUE_LIMIT if per_day is None else per_day
        return {}
    usual = PER_DAY.get(method, Quota(0))
    told = int(body.get("code", usual.code))
    made = Quota(per_day or 0, told, usual.detail, bool(body.get("silent")))
    office.limits.set_quota(method, None if per_day is None else made)
    return {}


def faults(office: Office, body: Any) -> Any:
    """[{method, times, kind, ...}] -> {planned}; an empty list clears the plan"""
    return {"planned": office.faults.plan(body if isinstance(body, list) else [body])}


DOORS: dict[str, Callable[[Office, Any], Any]] = {
    made.__name__: made
    for made in (
        *(comment, edit_comment, delete_comment, restore_comment, post, delete_post, like),
        *(quota, suggest, repost, video_comment, watch, vote),
        *(join, leave, views, day, measures, person, key, faults),
    )
}
DOORS.update(doors_around.DOORS)


def state(office: Office, _asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Posts (the queue included), comments and what stands around, as VK now has them, oldest first."""
    world = office.world
    with world.turn():
        posts = [
            world.show_post(p)
            for p in sorted(world.posts.values(), key=lambda p: p.id)
            if not p.deleted
        ]
        gone = {p.id for p in world.posts.values() if p.deleted}
        comments = [
            shapes.comment_object(c, viewer=None, need_likes=True)
            for c in sorted(world.comments.values(), key=lambda c: c.id)
            if c.post_id not in gone and not c.deleted
        ]
        shown = {
            "now": world.now(),
            "ts": str(world.group.last_ts),
            "group": {"id": world.group.id, "name": world.group.name},
            "members": len(world.members()),
            "reports": list(world.reports),
            "posts": posts,
            "comments": comments,
            "days": [asdict(day) for day in sorted(world.days.values(), key=lambda d: d.id)],
            "reach": [
                {"id": p.id, "total": p.reach_total, "subscribers": p.reach_subscribers}
                for p in sorted(world.posts.values(), key=lambda p: p.id)
                if not p.deleted and p.kind == "post"
            ],
            **doors_around.shown(world),
        }
    made: dict[str, Any] = shapes.absolute(shown, office.address)
    return made


def calls(office: Office) -> list[dict[str, Any]]:
    """Every call so far: key kind, method, time, inner calls, error code, parameters without the key."""
    return [
        {
            "key": record.key,
            "method": record.method,
            "time": record.time,
            "inner": record.inner,
            "error": record.error,
            "params": record.params,
        }
        for record in office.records()
    ]


def earlier(office: Office, asked: Mapping[str, str]) -> dict[str, Any]:
    """post_id, moments (seconds UTC, by commas) -> {counters}: what the post had at each, as it was lived"""
    world = office.world
    moments = [int(at) for at in asked["moments"].split(",")]
    with world.turn():
        told = world.post_of(int(asked["post_id"]))
        now = world.now()
        if any(not told.date <= at <= now for at in moments):
            raise ValueError("a moment lies before the post or ahead")
        written = [c.date for c in world.comments.values() if c.post_id == told.id]
        return {
            "counters": [
                growth.earlier(told, at, now=now, comments=sum(one <= at for one in written))
                for at in moments
            ]
        }


def institutions(office: Office, asked: Mapping[str, str]) -> dict[str, Any]:
    """{institutions: [{name, names}]}: the hospitals of the invented region, and what else people call them"""
    return {
        "institutions": [
            {"name": name, "names": names} for name, names in places.institutions().items()
        ]
    }


TELLING: Mapping[str, Callable[[Office, Any], Any]] = {
    "earlier": earlier,
    "institutions": institutions,
    "state": state,
}


def find(method: str, name: str) -> Callable[[Office, Any], Any] | None:
    """The door `name` for an HTTP method: POST acts, GET only tells."""
    return (DOORS if method == "POST" else TELLING).get(name)
