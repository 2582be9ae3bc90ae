"""The generator of the demo community: an invented region, deterministic by seed."""

from lib.sandbox.demo.generate import generate

__all__ = ["generate"]
