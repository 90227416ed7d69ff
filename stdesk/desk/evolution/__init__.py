"""Evolution: how a life moves, and since when it is another."""
