"""Report: what is to stand in it, its preview, and its printing."""
