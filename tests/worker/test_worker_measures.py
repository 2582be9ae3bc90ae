"""The worker notes the counters of posts by itself; a rehearsal begins with a past that the local VK tells."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace

from lib.reach.talk.queries import drop_institution
from lib.sync.measures.slots import HOUR, slot_at
from lib.vk import connect
from lib.worker.rehearsal import take_institutions, take_past

ROWS = "SELECT taken_at, views, reach_total FROM post_snapshot ORDER BY taken_at"


def test_snapshots_are_taken_and_a_rehearsal_has_a_past(
    local_vk, store, start, until, shown
) -> None:
    published = int(time.time()) - 5 * HOUR - 60
    post = local_vk.world.publish("Запись", date=published)
    local_vk.world.add_views(post.id, 1000)
    start(local_vk.url)
    # Twelve quarters of an hour and two hours are over; the third hour is the console's own.
    until(lambda: len(shown(ROWS)) == 12 + 2 + 1)
    rows = shown(ROWS)
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert rows[0][1] < 200 and rows[-1][1] == 1000
    assert len({slot_at(published, row[0]) for row in rows}) == len(rows)
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'sync.snapshots'"))


def test_the_past_is_told_once(local_vk, store, settings, start, until, shown) -> None:
    local_vk.world.publish("Запись", date=int(time.time()) - HOUR)
    start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'rehearsal.past'"))
    before = len(shown(ROWS))
    with closing(connect(replace(settings, vk_url=local_vk.url))) as vk:
        assert take_past(store, vk, local_vk.url, clock=time.time) == 0
    assert len(shown(ROWS)) - before in (0, 1)


def test_a_rehearsal_has_a_list_of_institutions_until_people_keep_their_own(
    local_vk, store, settings, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    local_vk.world.comment(post.id, 101, "Кто принимает в Липоборской ЦРБ?")
    start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'rehearsal.institutions'"))
    named = "SELECT name FROM institution JOIN named USING (institution_id)"
    until(lambda: shown(named) == [("Липоборская районная больница",)])
    with store.writer() as db:
        drop = [row["institution_id"] for row in db.query("SELECT institution_id FROM institution")]
        for institution_id in drop:
            drop_institution(db, institution_id)
    with closing(connect(replace(settings, vk_url=local_vk.url))) as vk:
        assert take_institutions(store, vk, local_vk.url, clock=time.time) == 0
    assert shown(named) == []
