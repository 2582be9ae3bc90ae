"""Пульт: rooms of the console, see docs/architecture.md."""
