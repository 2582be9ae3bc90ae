"""A process of its own in which one foreign SELECT runs and which is ended when it takes too long."""
