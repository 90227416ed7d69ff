"""Data: what is in the project, imports and samples."""
