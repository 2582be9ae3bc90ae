"""People, roles, permissions, the journal of actions."""
