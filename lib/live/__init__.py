"""Revision counters pushed to open pages."""

from lib.live.counters import Counters, watch
from lib.live.routes import live_route

__all__ = ["Counters", "live_route", "watch"]
