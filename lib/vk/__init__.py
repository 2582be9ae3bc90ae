"""The one door to VK."""
