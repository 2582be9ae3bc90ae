"""What must not go out: personal data, medical secrecy; hints on tone. Reads a text, knows nothing of VK."""

from lib.guard.check import check, stops
from lib.guard.finding import HINT, STOP, Finding
from lib.guard.hiding import hidden

__all__ = ["HINT", "STOP", "Finding", "check", "hidden", "stops"]
