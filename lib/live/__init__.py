"""Revision counters to open pages."""
