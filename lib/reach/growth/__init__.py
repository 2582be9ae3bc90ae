"""How posts grow in their first hours, how the community grows, and how far both can be told ahead."""
