"""The day's calls to VK between the door, which counts them, and the store, which keeps them."""

from __future__ import annotations

from datetime import date, timedelta

from lib.store import Store, StoreError
from lib.store.calls import KEPT_DAYS, add_calls, calls_of_day, put_rests, rests
from lib.vk.methods import KINDS
from lib.vk.quotas import QUOTAS, Count, Rest, Tally


def keep_calls(store: Store, tally: Tally, *, now: int) -> None:
    """Add what was counted since the last time to the store, and learn what others counted there.

    Raises `StoreError`; nothing is lost then.
    """
    counts = tally.take()
    if not counts:
        return
    try:
        _write(store, tally, counts, now=now)
    except StoreError:
        tally.give_back(counts)
        raise
    recall(store, tally, now=now)


def recall(store: Store, tally: Tally, *, now: int) -> None:
    """Tell `tally` what the store knows of today. Raises `StoreError`."""
    kinds = {str(kind): kind for kind in KINDS}
    with store.reader() as db:
        counted = calls_of_day(db, tally.today(), now=now)
        resting = rests(db, now=now)
    tally.seed(
        [
            Count(tally.today(), row.method, kinds[row.kind], row.calls, row.refused)
            for row in counted
            if row.kind in kinds
        ],
        [
            Rest(row["method"], kinds[row["key_kind"]], row["code"], row["until"])
            for row in resting
            if row["key_kind"] in kinds
        ],
    )


def _write(store: Store, tally: Tally, counts: list[Count], *, now: int) -> None:
    oldest = date.fromisoformat(tally.today()) - timedelta(days=KEPT_DAYS)
    with store.writer() as db:
        add_calls(
            db,
            [
                {
                    "day": count.day,
                    "method": count.method,
                    "key_kind": count.kind,
                    "calls": count.calls,
                    "refused": count.refused,
                    "a_day": QUOTAS[count.method].a_day if count.method in QUOTAS else None,
                }
                for count in counts
            ],
            oldest=oldest.isoformat(),
        )
        put_rests(
            db,
            [
                {
                    "method": rest.method,
                    "key_kind": rest.kind,
                    "code": rest.code,
                    "until": rest.until,
                }
                for rest in tally.rests()
            ],
            now=now,
        )
