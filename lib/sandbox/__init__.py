"""The local VK: the same API on loopback, for rehearsal and tests. Never live VK."""
