"""The console's whole engine at work on a local VK, and every call that it makes there, inner ones too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from lib.access.permissions import MODERATOR
from lib.base.secret import Secret
from lib.outbox import humans
from lib.outbox.registry import KINDS
from lib.sandbox import open_world, serve
from lib.store import Store
from lib.sync.backfill import backfill
from lib.sync.catch_up import catch_up
from lib.sync.events import Wanted
from lib.sync.refresh import refresh
from lib.sync.statistics import read_statistics
from lib.vk import VkError, callbacks, uploads
from lib.vk.candidate import look_at
from lib.vk.capabilities import probe
from lib.vk.examine import examine
from lib.vk.long_poll import listen
from tests.conftest import LocalVk, SetClock, pressed
from tests.outbox.conftest import KEYS, Desk, quick_vk
from tests.outbox.things import CHANGES, Things, author, streams, video
from tests.sync.worlds import populate

ZONE = "Europe/Moscow"
SENT = {
    "reply": "wall.createComment",
    "comment": "wall.createComment",
    "post": "wall.post",
    "message": "messages.send",
    "publish": "wall.post",
    "edit_post": "wall.edit",
    "delete_post": "wall.delete",
    "restore_post": "wall.restore",
    "close_comments": "wall.closeComments",
    "open_comments": "wall.openComments",
    "pin": "wall.pin",
    "unpin": "wall.unpin",
    "edit_comment": "wall.editComment",
    "delete_comment": "wall.deleteComment",
    "restore_comment": "wall.restoreComment",
    "ban": "groups.ban",
    "unban": "groups.unban",
    "video_comment": "video.createComment",
    "broadcast": "video.startStreaming",
    "broadcast_end": "video.stopStreaming",
}
"""Kind of action -> the method that carries it out; all kinds there are."""


@dataclass(frozen=True)
class Asked:
    """A call as it reached VK: during which part of the work, with what kind of key, with which parameters."""

    part: str
    key: str
    method: str
    params: tuple[tuple[str, str], ...]


@dataclass
class Recorder:
    """Takes down what a local VK is asked; `part` is what the console is doing."""

    part: str = ""
    asked: set[Asked] = field(default_factory=set)

    def __call__(self, key: str | None, method: str, params: Mapping[str, str]) -> None:
        if method != "upload":
            self.asked.add(Asked(self.part, str(key), method, tuple(sorted(params.items()))))


def work(kinds: tuple[str, ...], folder: Path) -> set[Asked]:
    """All that the engine does with keys of these `kinds`, once each; what was asked of VK meanwhile."""
    clock, recorder = SetClock(at=1_790_000_000), Recorder()
    store = Store(folder / "pult.db")
    store.migrate()
    with serve(open_world("empty", clock=clock)) as running:
        running.office.witness = recorder
        vk = quick_vk(running.url, kinds, clock=clock)
        local_vk = LocalVk(running.url, running.world)
        desk = Desk(store, vk, clock, running.world, local_vk)
        parts: dict[str, Callable[[Desk], None]] = {
            "examine": _examine,
            "read": _read,
            "listen": _listen,
            "probe": _probe,
            "callbacks": _callbacks,
            "send": _send,
            "human": _human,
            "upload": lambda desk: _upload(desk, folder),
        }
        # A reader that stays spares every other one the tidying up that SQLite does after the last.
        with store.reader(), closing(vk):
            for part, do in parts.items():
                recorder.part = part
                do(desk)
    return recorder.asked


def _examine(desk: Desk) -> None:
    """The keys in force, and each as a person pastes it: into its field and into another one."""
    examine(desk.vk)
    for place in ("community", "service", "user"):
        for token in KEYS.values():
            with _refusals():
                look_at(desk.local_vk.url, place, Secret(token), community=1)  # type: ignore[arg-type]


def _read(desk: Desk) -> None:
    """History with long walls, long threads and deleted branches; then all that is read again."""
    world, when = desk.world, {"clock": desk.clock, "zone": ZONE}
    populate(world, posts=120, at=desk.now())
    busy = int(world.publish("Много вопросов").id)
    tops = [world.comment(busy, 101, f"Вопрос {number}") for number in range(110)]
    for number in range(15):
        world.comment(busy, 102, f"Ответ {number}", tops[0])
    world.comment(busy, 103, "Без начала", tops[1])
    world.delete_comment(tops[1])
    world.publish("Позже", date=desk.now() + 7200, kind="postpone")
    world.publish("Предложено", from_id=101, kind="suggest")
    assert backfill(desk.store, desk.vk, **when)
    for wide in (False, True):
        catch_up(desk.store, desk.vk, wide=wide, **when)
    wanted = Wanted(frozenset({101}), frozenset({1}), frozenset({busy}), frozenset(), True, True)
    refresh(desk.store, desk.vk, wanted, **when)
    read_statistics(desk.store, desk.vk, **when)


def _listen(desk: Desk) -> None:
    """Long poll from nothing, switched off as it is in a new community, up to the first answer."""
    desk.world.group.poll_enabled = False
    stop = threading.Event()
    for batch in listen(desk.vk, position=None, stop=stop):
        assert batch.trouble is None
        stop.set()


def _probe(desk: Desk) -> None:
    assert list(probe(desk.vk, post_id=1))


def _callbacks(desk: Desk) -> None:
    """A server put down, looked at, changed and taken away."""
    vk, where = desk.vk, {"url": "http://127.0.0.1:1/hooks/vk", "secret": "s3cret"}
    callbacks.confirmation_code(vk)
    server_id = callbacks.add_server(vk, **where)
    callbacks.callback_servers(vk)
    callbacks.ensure_events(vk, server_id)
    callbacks.change_server(vk, server_id, **where)
    callbacks.remove_server(vk, server_id)


def _send(desk: Desk) -> None:
    """Every kind of action twice: as it should go, and with VK's answer lost."""
    assert SENT.keys() == KINDS.keys()
    things = Things(desk)
    for which in range(2):
        for kind, method in SENT.items():
            if which:
                desk.fault(method, "drop_after")
            _queue(desk, things, kind, which)
            desk.clock.advance(desk.hold)
            desk.work()
            desk.heal()
    _send_rare(desk)
    with desk.store.reader() as db:
        ends = {row["state"] for row in db.query("SELECT DISTINCT state FROM outbox")}
    assert ends == ({"confirmed"} if "user" in desk.vk.kinds else {"confirmed", "refused"})


def _queue(desk: Desk, things: Things, kind: str, which: int) -> None:
    text = f"Текст {kind} {which}"
    match kind:
        case "reply":
            desk.reply(desk.citizen(), text)
            desk.reply(desk.citizen("И мне", reply_to=desk.citizen()), f"{text} тоже")
        case "comment":
            post_id = int(desk.world.publish(f"Запись {which}").id)
            desk.queue("comment", {"post_id": post_id, "text": text})
        case "post":
            desk.post(text)
            desk.post(f"{text} потом", publish_at=desk.now() + 3600 * (which + 5))
        case "message":
            desk.message(600 + which, text)
        case "video_comment":
            desk.video_comment(video(desk), text)
        case "broadcast":
            desk.broadcast(text, description="О прививках")
        case "broadcast_end":
            for number in streams(desk, f"Текст broadcast {which}"):
                desk.queue("broadcast_end", {"video_id": number})
        case _:
            assert kind in CHANGES
            things.change(kind, which, text)


def _send_rare(desk: Desk) -> None:
    """What a kind of action does in some cases only."""
    world, hour = desk.world, 3600
    later = int(world.publish("Завтра", date=desk.now() + 90 * hour, kind="postpone").id)
    at = world.posts[later].date
    seen = {"text": "Завтра", "publish_at": at, "attachments": []}
    moved = {"text": "Послезавтра", "publish_at": at + hour, "seen": seen}
    desk.change("edit_post", later, **moved)
    desk.change("publish", int(world.publish("Письмо", from_id=101, kind="suggest").id))
    desk.ban(author(desk), end_at=desk.now() + 7 * 86_400, term="week", comment_visible=True)
    desk.post("С картинкой", attachments=["photo-1_5", "https://example.org/"])
    # A reply of ours under a comment that is gone, in a thread that VK does not list any more.
    lost = world.comments[desk.citizen()]
    ours = int(world.comment(lost.post_id, -1, "Наш ответ", lost.id))
    world.delete_comment(lost.id)
    desk.change("edit_comment", ours, text="Иначе")
    desk.fault("wall.getComments", "error", times=9, code=15)
    desk.clock.advance(desk.hold)
    desk.work()
    desk.heal()


def _human(desk: Desk) -> None:
    """A captcha, answered, and a validation, passed."""
    answers: dict[str, humans.Answer] = {"captcha": "passed", "validation": "done"}
    for kind, answer in answers.items():
        desk.reply(desk.citizen(), f"После проверки {kind}")
        desk.clock.advance(desk.hold)
        desk.fault("wall.createComment", kind)
        desk.step()
        humans.exchange(desk.store, desk.vk.humans, clock=desk.clock)
        with desk.store.reader() as db:
            (need,) = humans.needs(db)
        said = pressed(need.link)
        with desk.store.writer() as db:
            humans.answer(db, need, answer, said=said, actor=MODERATOR, now=desk.now())
        humans.exchange(desk.store, desk.vk.humans, clock=desk.clock)
        desk.work()
        desk.heal()


def _upload(desk: Desk, folder: Path) -> None:
    """A file of each kind; a video that does not get there the first time, so that its place goes."""
    vk, photo = desk.vk, folder / "photo.jpg"
    Image.new("RGB", (900, 600), "teal").save(photo)
    document, film = folder / "order.pdf", folder / "film.mp4"
    document.write_bytes(b"%PDF-1.7 order")
    film.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(3000))
    with _refusals():
        uploads.wall_photo(vk, photo, caption="Подпись")
    uploads.message_photo(vk, photo, peer_id=600)
    uploads.message_photo(vk, photo)
    uploads.wall_document(vk, document, title="Приказ")
    desk.fault("upload", "http", status=504)
    with _refusals():
        uploads.video(vk, film, title="Эфир", description="О прививках")
    desk.heal()


@contextmanager
def _refusals() -> Iterator[None]:
    """Some keys may not do this: then the console says so."""
    with suppress(VkError):
        yield
