"""The one map page: loaded once, told by small messages, kept at home."""
