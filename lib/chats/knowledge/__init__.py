"""What was answered before: every published reply of the community, found by the question it answered.

Nothing is kept twice: questions and answers are the comments of the store, their words its index; what a chat
knows better (who answered, the text without its signature) comes from the chat.
"""

from lib.chats.knowledge.earlier import Earlier, earlier_answers

__all__ = ["Earlier", "earlier_answers"]
