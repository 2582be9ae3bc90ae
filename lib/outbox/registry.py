"""The kinds of action that there are."""

from __future__ import annotations

from lib.outbox.kinds import Kind
from lib.outbox.posts import POST
from lib.outbox.replies import REPLY

KINDS: dict[str, Kind] = {kind.name: kind for kind in (REPLY, POST)}
