"""What was said around questions: comments that may be some, their threads, the record of a session."""
