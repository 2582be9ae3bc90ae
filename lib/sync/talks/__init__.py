"""What is said beside the wall: messages to the community, comments under its videos."""
