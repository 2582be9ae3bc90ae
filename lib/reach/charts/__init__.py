"""Charts of reach as data: frames, specifications, and the tables that are handed out with them."""
