"""VK to store."""
