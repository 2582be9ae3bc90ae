"""A whole open chat: twenty specialists' pages and the moderator's board, 300 questions in 10 minutes.

Citizens ask through the local VK. People act through the commands behind the pages' buttons, in threads beside
the console, while their pages are open in one Chromium and follow. The clock of a question starts when its
request to VK is sent and stops when its card is in the DOM of the board; the clock of taking starts when the
command is done and stops in each other specialist's page when the card has left it. The rival is the same
console whose pages redraw every two seconds.
"""

from __future__ import annotations

import math
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from lib.access.permissions import MODERATOR, Actor
from lib.chats import answers, questions, sessions
from lib.chats.answers import ANSWER, answer_target
from lib.chats.board.queries import questions as questions_of
from lib.chats.errors import Taken
from lib.chats.said.queries import record_of
from lib.store import Store
from lib.store.drafts import save_draft
from tests.bench.machine import cpu_seconds, rss_mb
from tests.bench.report import Part, Row, share
from tests.bench.tabs import WITHIN, browser
from tests.e2e.chatting import Chat, phone
from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import press
from tests.processes import Process, console_process, local_vk_process, started, wait_for

SPECIALISTS, IDLE_PAGES = 20, 30
SIGNATURE = "Отвечает: "
CATCH_UP_SECONDS = 180.0
READING_SECONDS = 5
"""So long a question is read before somebody takes it."""
MOST_LATENCY, MOST_MEMORY, MOST_CPU, MOST_IDLE = 1.0, 500.0, 0.60, 0.02
LIST = '.pult-dim[role="status"]'
"""In a specialist's page once its list is drawn."""
RIVAL = 'the pages redrawn by run_every="2s"'

# When each question's card came into the page and when it left it last, in milliseconds since 1970.
_NOTES = """
(() => {
  const seen = window.__questions = {}
  const look = () => {
    const now = performance.timeOrigin + performance.now()
    const here = new Set([...document.querySelectorAll("[data-question]")].map(e => e.dataset.question))
    for (const id of here) (seen[id] ??= { came: now, gone: null }).gone = null
    for (const id in seen) if (!here.has(id)) seen[id].gone ??= now
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true })
})()
"""


@dataclass(frozen=True)
class Size:
    """How long questions come, and how many; how long an idle console is watched."""

    seconds: float
    questions: int
    idle_seconds: float


FULL, QUICK = Size(600, 300, 120), Size(60, 30, 65)


@dataclass
class Found:
    """Seconds of every question, MB and shares of one core of the console."""

    to_board: list[float] = field(default_factory=list)
    to_others: list[float] = field(default_factory=list)
    unseen: int = 0
    cpu: float = 0.0
    idle_cpu: float = 0.0
    idle_pages: int = 0
    memory: float = 0.0
    lost: int = 0
    twice: int = 0
    held_by_two: int = 0
    races_lost: int = 0
    """Times somebody was told that a colleague had been faster."""


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    size = QUICK if quick else FULL
    with browser() as chromium:
        ours = _session(chromium, size, rival=False, say=say)
        say(_words("ours", ours))
        # The same pace; a rival needs no ten minutes to show what it costs.
        sample = Size(size.seconds / 4, size.questions // 4, 20) if not quick else size
        rival = _session(chromium, sample, rival=True, say=say)
        say(_words("rival", rival))
    return Part(_rows(size, ours, rival), {"ours": asdict(ours), "rival": asdict(rival)}, quick)


def _words(name: str, found: Found) -> str:
    return (
        f"{name}: board p95 {_p95(found.to_board):.2f} s, others p95 {_p95(found.to_others):.2f} s,"
        f" unseen {found.unseen}, CPU {found.cpu:.1%}, idle {found.idle_cpu:.1%} ({found.idle_pages} pages),"
        f" {found.memory:.0f} MB, lost {found.lost}, twice {found.twice}, by two {found.held_by_two},"
        f" races lost {found.races_lost}"
    )


def _session(chromium: Browser, size: Size, *, rival: bool, say: Callable[[str], None]) -> Found:
    found = Found()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            started(local_vk_process(folder, pace="real")) as vk,
            started(_console(folder, vk, rival=rival)) as console,
        ):
            chat = Chat(Store(folder / "pult.db"), vk)
            people = [chat.specialist(f"Врач {number + 1:02}") for number in range(SPECIALISTS)]
            sessions.open_chat(chat.store, chat.id, actor=MODERATOR, now=int(time.time()))
            with _pages(chromium, console, chat, [link for _id, link in people]) as pages:
                say(f"{len(pages)} pages are open")
                crew = Crew(chat, [person_id for person_id, _link in people])
                watched = Watched(console.pid)
                with crew.at_work():
                    asked = _ask(vk, chat, size, watched)
                    with suppress(AssertionError):
                        wait_for(
                            lambda: crew.published() == size.questions, seconds=CATCH_UP_SECONDS
                        )
                found.cpu, found.memory = watched.cpu(), watched.most_mb
                board, *others = pages
                _board_latencies(found, board, chat, asked)
                _taking_latencies(found, others, crew)
                _proofs(found, vk, chat, crew, size)
                found.idle_pages, found.idle_cpu = _idle(console, pages, size)
    return found


def _console(folder: Path, vk: Process, *, rival: bool) -> Process:
    made = console_process(folder, vk_url=vk.url)
    if rival:
        at = made.command.index("run")
        made.command[:at] = [sys.executable, "-m", "tests.bench.rival_console", "chats"]
    return made


@contextmanager
def _pages(
    chromium: Browser, console: Process, chat: Chat, links: list[str]
) -> Iterator[list[Page]]:
    """The moderator's board first, then a page of each specialist on a phone."""
    contexts: list[BrowserContext] = []
    board = chromium.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]}, locale="ru-RU"
    )
    contexts.append(board)
    board.add_init_script(_NOTES)
    pages = [board.new_page()]
    pages[0].goto(f"{console.url}/open_chats?chat={chat.id}", timeout=WITHIN)
    pages[0].locator('[data-col="new"]').wait_for(timeout=WITHIN)
    for link in links:
        context = phone(chromium)
        contexts.append(context)
        context.add_init_script(_NOTES)
        page = context.new_page()
        page.goto(console.url + link, timeout=WITHIN)
        press(page, "Войти")
        page.locator(LIST).first.wait_for(state="attached", timeout=WITHIN)
        pages.append(page)
    yield pages
    for context in contexts:
        context.close()


class Watched:
    """What the console uses from now on."""

    def __init__(self, pid: int) -> None:
        self._pid, self._began, self._used = pid, time.monotonic(), cpu_seconds(pid)
        self.most_mb = 0.0

    def look(self) -> None:
        self.most_mb = max(self.most_mb, rss_mb(self._pid))

    def cpu(self) -> float:
        """As a share of one core."""
        self.look()
        return (cpu_seconds(self._pid) - self._used) / (time.monotonic() - self._began)


class Crew:
    """Twenty specialists and a moderator at work, each in a thread."""

    def __init__(self, chat: Chat, person_ids: list[int]) -> None:
        self.chat = chat
        scope = sessions.scope(chat.id)
        self._people = [
            Actor(f"Врач {number + 1:02}", "specialist", person_id, scope)
            for number, person_id in enumerate(person_ids)
        ]
        self._over = threading.Event()
        self.taken: dict[int, tuple[float, int]] = {}
        """Question -> when it was taken (seconds since 1970) and the taker's place among the specialists."""
        self.races_lost = 0
        self.trouble: list[BaseException] = []

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._guarded, args=(self._answer, place))
            for place in range(len(self._people))
        ]
        threads.append(threading.Thread(target=self._guarded, args=(self._check, 0)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        if self.trouble:
            raise self.trouble[0]

    def published(self) -> int:
        return sum(one.state == "published" for one in self._board())

    def _board(self) -> list[Any]:
        with self.chat.store.reader() as db:
            return questions_of(db, self.chat.id, now=int(time.time()))

    def _guarded(self, work: Callable[[int], None], place: int) -> None:
        try:
            work(place)
        except BaseException as error:
            self.trouble.append(error)
            self._over.set()

    def _answer(self, place: int) -> None:
        me, rng, store = self._people[place], Random(place), self.chat.store
        while not self._over.wait(rng.uniform(1, 4)):
            read = int(time.time()) - READING_SECONDS
            free = [one for one in self._board() if one.state == "new" and one.asked_at < read]
            if not free:
                continue
            number = free[0].question_id
            try:
                questions.take(store, number, actor=me, now=int(time.time()))
            except Taken:
                self.races_lost += 1
                continue
            self.taken[number] = (time.time(), place)
            for part in range(1, 5):
                # What the field saves while one types.
                self._over.wait(rng.uniform(2, 5))
                with store.writer() as db:
                    save_draft(
                        db,
                        kind=ANSWER,
                        target=answer_target(number),
                        actor=me.name,
                        text="Приём ведётся по средам, запись в регистратуре. " * part,
                        now=int(time.time()),
                    )
                questions.renew_hold(store, number, actor=me, now=int(time.time()))
            answers.hand_in(store, number, actor=me, now=int(time.time()))

    def _check(self, _place: int) -> None:
        while not self._over.wait(1):
            for one in self._board():
                if one.state == "review" and not self._over.wait(0.3):
                    answers.publish(
                        self.chat.store, one.question_id, actor=MODERATOR, now=int(time.time())
                    )


def _ask(vk: Process, chat: Chat, size: Size, watched: Watched) -> dict[int, float]:
    """The questions of the session, unevenly over its time; comment -> when it was sent."""
    rng, asked = Random(1), {}
    due, gap = time.monotonic(), size.seconds / size.questions
    for number in range(size.questions):
        body = {
            "post_id": chat.post_id,
            "from_id": 1000 + number,
            "text": f"Вопрос {number + 1}: к какому врачу идти с давлением?",
        }
        at = time.time()
        asked[int(vk.post("/_world/comment", body)["comment_id"])] = at
        due += rng.uniform(0.2, 1.8) * gap
        watched.look()
        time.sleep(max(0.0, due - time.monotonic()))
    return asked


def _board_latencies(found: Found, board: Page, chat: Chat, asked: dict[int, float]) -> None:
    seen = board.evaluate("window.__questions")
    with chat.store.reader() as db:
        known = {
            one.source_id: one.question_id
            for one in questions_of(db, chat.id, now=int(time.time()))
        }
    for comment_id, at in asked.items():
        there = seen.get(str(known.get(comment_id)))
        if there is None:
            found.unseen += 1
        else:
            found.to_board.append(there["came"] / 1000 - at)


def _taking_latencies(found: Found, pages: list[Page], crew: Crew) -> None:
    """Only where the free question was on the other's page when it was taken."""
    for place, page in enumerate(pages):
        seen = page.evaluate("window.__questions")
        for question_id, (at, taker) in crew.taken.items():
            there = seen.get(str(question_id))
            if place != taker and there and there["gone"] and there["came"] / 1000 < at:
                found.to_others.append(there["gone"] / 1000 - at)


def _proofs(found: Found, vk: Process, chat: Chat, crew: Crew, size: Size) -> None:
    """What VK has, and what the record says."""
    told = Counter(
        comment["reply_to_comment"]
        for comment in vk.get("/_world/state")["comments"]
        if comment["from_id"] == -1 and SIGNATURE in comment["text"]
    )
    found.lost = size.questions - len(told)
    found.twice = sum(n > 1 for n in told.values())
    with chat.store.reader() as db:
        record = record_of(db, chat.id)
    takes = Counter(row["question_id"] for row in record if row["what"] == "question.take")
    found.held_by_two = sum(n > 1 for n in takes.values())
    found.races_lost = crew.races_lost


def _idle(console: Process, pages: list[Page], size: Size) -> tuple[int, float]:
    """(pages, share of one core) with nobody doing anything, on the board as the session left it."""
    more = [page.context.new_page() for page in pages[1 : 1 + IDLE_PAGES - len(pages)]]
    for page in more:
        page.goto(f"{console.url}/answering", timeout=WITHIN)
        page.locator(LIST).first.wait_for(state="attached", timeout=WITHIN)
    time.sleep(15)
    watched = Watched(console.pid)
    time.sleep(size.idle_seconds)
    return len(pages) + len(more), watched.cpu()


def _p95(part: list[float]) -> float:
    return share(part, 95) if len(part) > 1 else math.inf


def _rows(size: Size, ours: Found, rival: Found) -> list[Row]:
    def row(
        what: str, unit: str, target: float | None, mine: float, other: float, scale: float = 1
    ) -> Row:
        held = None if target is None else mine <= target
        if what.startswith("from VK"):
            held = held and not ours.unseen
        return Row(
            what,
            f"{mine * scale:.3g}{unit}",
            RIVAL,
            f"{other * scale:.3g}{unit}",
            mine / other if other else None,
            "" if target is None else f"<= {target * scale:g}{unit}",
            held,
        )

    broken = ours.lost + ours.twice + ours.held_by_two
    what = f"{SPECIALISTS} specialists, a moderator, {size.questions} questions in {size.seconds:.0f} s"
    return [
        Row(
            f"{what}: held by two, lost, answered twice",
            f"{ours.held_by_two}, {ours.lost}, {ours.twice}",
            f"{ours.races_lost} times a colleague was faster",
            target="0, 0, 0",
            held=broken == 0,
        ),
        row("from VK to the board, p95", " s", MOST_LATENCY, _p95(ours.to_board), _p95(rival.to_board)),
        row("taken, to the others seeing it, p95", " s", None, _p95(ours.to_others), _p95(rival.to_others)),
        row("memory of the server", " MB", MOST_MEMORY, ours.memory, rival.memory),
        row("CPU of the server while they work", "% of a core", MOST_CPU, ours.cpu, rival.cpu, 100),
        row(
            f"CPU of the server, {ours.idle_pages} pages, nothing happens",
            "% of a core", MOST_IDLE, ours.idle_cpu, rival.idle_cpu, 100,
        ),
    ]  # fmt: skip
