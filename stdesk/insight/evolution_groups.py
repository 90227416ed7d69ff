"""The days of many users together, counted as carefully as a crowd must be.

A thousand stops on a sunny day are not a thousand witnesses. So counts are divided by how much
more they vary from week to week than independent ones would.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stdesk.insight.evolution_channels import Counts
from stdesk.insight.evolution_days import Days, counted
from stdesk.insight.evolution_log import BINS, Customs

LEAST_STOPS, LEAST_DAYS = 60, 28
PARTS = 6  # of a day, of four hours


def group_days(customs: Customs, users: Sequence[int] | None) -> Days | None:
    """The days of some users, or of everyone; None where there is too little."""
    if users is None:
        stops = np.arange(len(customs.day))
    else:
        parts = [np.arange(customs.user_start[u], customs.user_start[u + 1]) for u in users]
        stops = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    if len(stops) < LEAST_STOPS:
        return None
    stops = stops[np.argsort(customs.day[stops], kind="stable")]
    if customs.day[stops[-1]] - customs.day[stops[0]] < LEAST_DAYS:
        return None
    days = counted(_without_fashion(customs), stops)
    week = max(7 // days.length, 1)
    unit = days.unit_of(customs.day[stops])
    channels = (_parts_of_day(customs, stops, unit, days.units), *days.channels)
    careful = tuple(_careful(channel, week) for channel in channels if isinstance(channel, Counts))
    return replace(days, names=("hours", *days.names), channels=careful)


def _without_fashion(customs: Customs) -> Customs:
    """A crowd is not compared with others: what is usual is the same on all days."""
    return replace(
        customs,
        fashion=tuple(np.zeros_like(stops) for stops in customs.fashion),
        crowd=np.zeros_like(customs.crowd),
    )


def _parts_of_day(customs: Customs, stops: np.ndarray, unit: np.ndarray, units: int) -> Counts:
    """Stops by part of the day, expected in proportion to the stops of working or free days."""
    free = (customs.day[stops] + 3) % 7 >= 5
    part = customs.quarter[stops] * PARTS // BINS + PARTS * free
    counts = np.bincount(unit * 2 * PARTS + part, minlength=units * 2 * PARTS).reshape(units, -1)
    both = counts.reshape(units, 2, PARTS).sum(axis=2).repeat(PARTS, axis=1)
    share = counts.sum(axis=0) / np.maximum(both.sum(axis=0), 1)
    return Counts(np.hstack([counts, both * share]).astype(float), np.zeros(2 * PARTS))


def _careful(channel: Counts, week: int) -> Counts:
    """Counts divided by how much neighbouring weeks differ beyond independent counts."""
    edges = np.arange(0, len(channel.figures), week)
    weeks = np.add.reduceat(channel.figures, edges, axis=0)
    n = channel.codes
    surprise = np.diff(weeks[:, :n] - weeks[:, n:], axis=0) ** 2
    hoped = weeks[1:, n:] + weeks[:-1, n:]
    portion = max(float(surprise.sum() / max(hoped.sum(), 1e-9)), 1.0)
    return Counts(channel.figures / portion, channel.shape)
