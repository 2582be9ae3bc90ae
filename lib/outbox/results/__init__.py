"""What VK gave for actions: whose an id is, what the store has of it, the rubric it was meant for."""
