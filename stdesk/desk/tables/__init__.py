"""The one table of all pages, and how it is copied."""
