"""Measurements over time: snapshots of counters, the audience of a day, days that VK did not give."""
