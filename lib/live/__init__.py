"""Revision counters pushed to open pages."""

from lib.live.counters import Counters, watch
from lib.live.pulse import beat, pulses
from lib.live.routes import live_route

__all__ = ["Counters", "beat", "live_route", "pulses", "watch"]
