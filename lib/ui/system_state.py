"""The state of the system in a few lines: background work, VK, live events, the queue, the last news."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _, ngettext
from lib.ui import console, dates
from lib.ui.live_refresh import live
from lib.ui.status import can_read
from lib.worker.health import Health, LastBackup, Progress, health

STYLE = """<style>
.pult-state { margin: 0 !important; padding: 0 !important; gap: .3rem 1.1rem;
  display: grid; grid-template-columns: max-content minmax(0, 1fr);
  font-size: .92rem; }
.pult-state dt { font-weight: 600; color: light-dark(#41525f, #b4c4cf); }
.pult-state dd { margin: 0; overflow-wrap: anywhere; }
.pult-state dd::before { display: inline-block; width: 1.2rem; font-weight: 700; }
.pult-state dd.good::before { content: "✓"; color: light-dark(#1d7350, #6fcb9f); }
.pult-state dd.bad::before { content: "!"; color: light-dark(#b3261e, #f2877d); }
.pult-state dd.open::before { content: "·"; color: light-dark(#566773, #9db0bd); }
@media (max-width: 480px) { .pult-state { grid-template-columns: 1fr; gap: 0; }
  .pult-state dd { margin-bottom: .5rem; } }
</style>"""


@st.fragment(key="system_state")
def system_state() -> None:
    """Draw the lines; they redraw by themselves."""
    live("system", "outbox", key="system_state", longest=60)
    lines = state_lines()
    with st.container(border=True, key="system"):
        body = "".join(system_line(line) for line in lines)
        st.html(f'{STYLE}<dl class="pult-state">{body}</dl>')


def state_lines() -> list[tuple[str, str, str]]:
    """The lines as (name, tone, text), after drawing the bar of a first reading that is under way."""
    state = health(console.store(), now=console.now())
    backfill_progress(state.backfill)
    lines = [worker_line(state), vk_line(state), listener_line(state), queue_line(state)]
    lines += [sync_line(state.last_sync_at), history_line(state.backfill)]
    return [*lines, backup_line(state.backup)]


def system_line(line: tuple[str, str, str]) -> str:
    """One line as HTML, for inside the list."""
    name, tone, text = line
    return f'<dt>{html.escape(name)}</dt><dd class="{tone}">{html.escape(text)}</dd>'


def backfill_progress(progress: Progress) -> None:
    """The bar of the first reading, until it has finished."""
    if progress.finished_at is not None or not progress.total:
        return
    share = min(1.0, progress.done / progress.total)
    words = (
        _("Reading the posts: {done} of {total}")
        if progress.stage == "posts"
        else _("Reading the comments: posts {done} of {total}")
    )
    st.progress(
        share,
        text=words.format(done=dates.number(progress.done), total=dates.number(progress.total)),
    )


def worker_line(state: Health) -> tuple[str, str, str]:
    """Background work: its name, tone (`good`, `bad`, `open`) and state in words; so do the others."""
    name = _("Background work")
    if state.worker:
        return name, "good", _("running")
    if state.worker_at is None:
        return name, "open", _("not started yet")
    ago = dates.ago(state.worker_at, now=console.now())
    return name, "bad", _("last sign of life {ago}. Restart the console.", ago=ago)


def vk_line(state: Health) -> tuple[str, str, str]:
    """Whether VK answers."""
    if state.vk is None:
        return "VK", "open", _("not asked yet")
    if state.vk:
        return "VK", "good", _("responding")
    return "VK", "bad", state.vk_reason.text() if state.vk_reason else _("not responding")


def listener_line(state: Health) -> tuple[str, str, str]:
    """How live events come."""
    name = _("Live events")
    if state.listener is None:
        return name, "open", _("not connected yet")
    if state.listener and state.callbacks:
        return name, "good", _("VK sends them as they happen")
    if state.listener:
        return name, "good", _("arriving as they happen")
    reason = state.listener_reason.text() if state.listener_reason else ""
    return name, "bad", reason or _("not arriving")


def queue_line(state: Health) -> tuple[str, str, str]:
    """What is to be sent."""
    queue = dict(state.queue)
    refused, unknown, paused = (queue.pop(name, 0) for name in ("refused", "unknown", "paused"))
    going = sum(queue.values())
    parts = []
    if going:
        parts.append(ngettext("{n} on its way", "{n} on their way", going))
    if paused:
        parts.append(ngettext("{n} is waiting for you", "{n} are waiting for you", paused))
    if unknown:
        parts.append(ngettext("{n} not confirmed", "{n} not confirmed", unknown))
    if refused:
        parts.append(ngettext("{n} refused by VK", "{n} refused by VK", refused))
    tone = "bad" if refused or unknown or paused else "good"
    return _("Outbox"), tone, ", ".join(parts) or _("nothing is waiting")


def sync_line(last_sync_at: int | None) -> tuple[str, str, str]:
    name = _("Last synced")
    if last_sync_at is None:
        return name, "open", _("not yet")
    now, zone = console.now(), console.zone()
    return name, "good", dates.moment(last_sync_at, now=now, zone=zone)


def history_line(progress: Progress) -> tuple[str, str, str]:
    name = _("History")
    if progress.finished_at is not None:
        at = dates.moment(progress.finished_at, now=console.now(), zone=console.zone())
        return name, "good", _("read in full {moment}", moment=at)
    if not progress.total:
        if not can_read():
            return name, "bad", _("cannot be read: a key is missing")
        return name, "open", _("not read yet")
    done, total = dates.number(progress.done), dates.number(progress.total)
    return name, "open", _("is being read: {done} of {total} posts", done=done, total=total)


def backup_line(backup: LastBackup | None) -> tuple[str, str, str]:
    name = _("Backup")
    if backup is None:
        return name, "open", _("the first one will be made tonight")
    now, zone = console.now(), console.zone()
    if backup.ok:
        size = dates.number(round((backup.bytes or 0) / 2**20) or 1)
        at = dates.moment(backup.at, now=now, zone=zone)
        return name, "good", _("{moment}, {size} MB", moment=at, size=size)
    reason = backup.reason.text() if backup.reason else ""
    if backup.good_at is None:
        return name, "bad", reason
    at = dates.moment(backup.good_at, now=now, zone=zone)
    return name, "bad", _("the last good one is of {moment}. {reason}", moment=at, reason=reason)
