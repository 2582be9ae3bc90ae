"""Figures of posts: each for itself, by rubric, by weekday and hour, and what made a day stand out."""
