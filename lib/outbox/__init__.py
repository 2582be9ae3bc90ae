"""Store to VK, exactly once."""
