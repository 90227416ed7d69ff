"""Graphs of items: transitions and neighbours, with weights that are shares."""

from dataclasses import replace

import numpy as np

from stdesk.features import EventLog
from stdesk.features.graphs import Graph, neighbour_graph, transition_graph
from stdesk.features.places import cartesian_km


def into(graph: Graph, target: int) -> dict[int, float]:
    edges = graph.target == target
    return dict(zip(graph.source[edges].tolist(), graph.weight[edges].tolist(), strict=True))


def test_transitions_are_counted_both_ways_and_shared_out(walks: EventLog) -> None:
    graph = transition_graph(walks)
    item = int(walks.item[1])
    pairs = zip(walks.item[:-1], walks.item[1:], walks.user[:-1] == walks.user[1:], strict=True)
    counted = np.zeros(walks.catalogue.items)
    for before, after, same in pairs:
        if same and before != after and item in (before, after):
            counted[after if before == item else before] += 1
    for source, weight in into(graph, item).items():
        np.testing.assert_allclose(weight, counted[source] / counted.sum(), rtol=1e-5)


def test_staying_is_no_transition_and_users_are_not_joined(walks: EventLog) -> None:
    still = replace(walks, item=walks.user.copy())
    assert not len(transition_graph(still).source)


def test_only_the_heaviest_edges_are_kept(walks: EventLog) -> None:
    graph = transition_graph(walks, most=2)
    assert np.bincount(graph.target).max() <= 2
    whole = transition_graph(walks)
    item = int(whole.target[0])
    kept = sorted(into(whole, item).values(), reverse=True)[:2]
    ordered = sorted(into(graph, item).values(), reverse=True)
    np.testing.assert_allclose(ordered, np.array(kept) / sum(kept), rtol=1e-5)


def test_neighbours_are_the_nearest_on_the_map(walks: EventLog) -> None:
    graph = neighbour_graph(walks, nearest=3)
    place = cartesian_km(walks.catalogue.item_latitude, walks.catalogue.item_longitude)
    km = np.linalg.norm(place - place[4], axis=1)
    km[4] = np.inf
    assert set(into(graph, 4)) == set(np.argsort(km)[:3].tolist())
    assert sum(into(graph, 4).values()) == np.float32(1)


def test_items_without_coordinates_have_no_neighbours(walks: EventLog) -> None:
    latitude = walks.catalogue.item_latitude.copy()
    latitude[2:] = np.nan
    catalogue = replace(walks.catalogue, item_latitude=latitude)
    graph = neighbour_graph(replace(walks, catalogue=catalogue))
    assert set(graph.target.tolist()) == {0, 1}
    nowhere = replace(walks.catalogue, item_latitude=latitude * np.nan)
    assert not len(neighbour_graph(replace(walks, catalogue=nowhere)).source)


def test_straight_distances_are_great_circle_distances() -> None:
    places = cartesian_km(np.array([40.0, 40.0, np.nan]), np.array([-74.0, -73.0, 0.0]))
    assert abs(np.linalg.norm(places[0] - places[1]) - 85.18) < 0.05
    assert np.isnan(places[2]).all()
