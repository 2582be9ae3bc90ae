"""The chapters of a report: each asks the figures of its room, and says what is missing in them."""
