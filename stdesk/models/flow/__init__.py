"""Flows between places, hour by hour: how they are fitted and judged."""
