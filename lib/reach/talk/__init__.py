"""The conversation of the wall: comments, questions, answers, and how long people wait for one."""
