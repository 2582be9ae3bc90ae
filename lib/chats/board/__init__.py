"""The board of an open chat: its questions."""
