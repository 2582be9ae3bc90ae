"""The feed: which comments it lists, page by page."""
