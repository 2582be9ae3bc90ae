"""VK -> store: first backfill, live events, catch-up after gaps, statistics."""
