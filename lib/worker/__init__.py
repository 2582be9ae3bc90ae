"""The background work of the console."""
