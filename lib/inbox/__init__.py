"""Comments, threads, replies."""
