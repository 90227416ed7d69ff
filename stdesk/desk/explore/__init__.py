"""Explore: who is in the log; the map, the timelines, and what they are asked."""
