"""The local VK: the same API on loopback, for rehearsal and tests. Never live VK."""

from lib.sandbox.open import open_world
from lib.sandbox.server import Running, serve
from lib.sandbox.world import World

__all__ = ["Running", "World", "open_world", "serve"]
