"""Entries of the journal of actions."""
