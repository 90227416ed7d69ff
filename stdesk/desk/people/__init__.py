"""People: portraits of users, and segments."""
