"""Where everything of a report lies, as GeoJSON for any map program (RFC 7946)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stdesk.insight import home_and_work, top_places
from stdesk.progress import Progress
from stdesk.recommend import instant_text, record, write_json
from stdesk.report.facts import Facts
from stdesk.report.moves import most_frequent_moves

MOST_PLACES = 20  # visited ones of each user
DIGITS = 6  # of degrees, a tenth of a metre

Feature = dict[str, Any]


def write_geojson_report(facts: Facts, path: Path, progress: Progress) -> None:
    """One FeatureCollection; `what` is recommended, visited, home, work, route or move."""
    features = list(_features(facts, progress))
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    corners = [corner for feature in features for corner in _corners(feature["geometry"])]
    if corners:
        collection["bbox"] = _around(corners)
    write_json(path, collection)


def place_records(facts: Facts) -> list[dict[str, Any]]:
    """The same as plain rows, for a preview: what it is, its name, where it begins."""
    return [
        {
            "what": feature["properties"]["what"],
            "user": feature["properties"].get("user", ""),
            "name": _name(feature["properties"]),
            "latitude": _corners(feature["geometry"])[0][1],
            "longitude": _corners(feature["geometry"])[0][0],
        }
        for feature in _features(facts, Progress())
    ]


def _name(said: dict[str, Any]) -> str:
    """What a person calls a feature."""
    if said["what"] == "move":
        return f"{said['origin']} → {said['destination']}"
    if said["what"] == "route":
        return " → ".join(said["names"])
    return str(said.get("name") or said.get("cell", ""))


def _features(facts: Facts, progress: Progress) -> Iterator[Feature]:
    for position, key in enumerate(facts.lists.users):
        progress.step(position, len(facts.lists.users))
        yield from _recommended(facts, key)
        user = int(facts.users[position])
        yield from _visited(facts, user, key)
        yield from _anchors(facts, user, key)
    if facts.one_user and facts.has("routes"):
        yield from _routes(facts)
    if facts.has("flows"):
        yield from _moves(facts)


def _recommended(facts: Facts, user: str) -> Iterator[Feature]:
    as_of = instant_text(facts.lists.as_of_ms)
    for row in facts.rows_of[user]:
        if row.latitude is not None and row.longitude is not None:
            said = record(row, as_of)
            del said["latitude"], said["longitude"]
            yield point(row.latitude, row.longitude, what="recommended", **said)


def _visited(facts: Facts, user: int, key: str) -> Iterator[Feature]:
    own, log = facts.log.of_user(user), facts.log
    found = top_places(log.item[own], log.local_ms[own], MOST_PLACES)
    catalogue = log.catalogue
    for item, count, share in zip(
        found.item.tolist(), found.count.tolist(), found.share.tolist(), strict=True
    ):
        latitude = float(catalogue.item_latitude[item])
        longitude = float(catalogue.item_longitude[item])
        if np.isfinite((latitude, longitude)).all():
            yield point(
                latitude,
                longitude,
                what="visited",
                user=key,
                item=catalogue.item_keys[item],
                name=catalogue.item_name(item),
                visits=count,
                share=round(share, 6),
            )


def _anchors(facts: Facts, user: int, key: str) -> Iterator[Feature]:
    own, log = facts.log.of_user(user), facts.log
    anchors = home_and_work(log.local_ms[own], log.latitude[own], log.longitude[own])
    for what, anchor in zip(("home", "work"), anchors, strict=True):
        if anchor is not None:
            yield point(
                anchor.latitude,
                anchor.longitude,
                what=what,
                user=key,
                cell=anchor.cell,
                days=anchor.days,
                share=round(anchor.share, 6),
            )


def _routes(facts: Facts) -> Iterator[Feature]:
    for user, routes in facts.company.routes.items():
        if user not in facts.rows_of:
            continue
        for route in routes:
            stops = [stop for stop in route.stops if stop.latitude is not None]
            places = [(stop.latitude or 0.0, stop.longitude or 0.0) for stop in stops]
            if len(places) > 1:
                yield line(
                    places,
                    what="route",
                    user=user,
                    rank=route.rank,
                    chance=round(route.chance, 6),
                    names=[stop.name for stop in stops],
                    at=[instant_text(stop.at_ms) for stop in stops],
                )


def _moves(facts: Facts) -> Iterator[Feature]:
    for move in most_frequent_moves(facts):
        if move.ends is not None:
            ends = [(move.ends[0], move.ends[1]), (move.ends[2], move.ends[3])]
            yield line(
                ends,
                what="move",
                rank=move.rank,
                origin=move.origin,
                destination=move.destination,
                count=move.count,
            )


def point(latitude: float, longitude: float, **properties: Any) -> Feature:
    """A feature at a place; GeoJSON names the longitude first."""
    return _feature("Point", _position(latitude, longitude), properties)


def line(places: Sequence[tuple[float, float]], **properties: Any) -> Feature:
    """A feature along (latitude, longitude) places, cut where it crosses the date line."""
    parts: list[list[list[float]]] = [[_position(*places[0])]]
    for latitude, longitude in places[1:]:
        before = parts[-1][-1]
        if abs(longitude - before[0]) > 180:
            parts[-1].append(edge := _on_date_line(before, latitude, longitude))
            parts.append([[-edge[0], edge[1]]])
        parts[-1].append(_position(latitude, longitude))
    if len(parts) == 1:
        return _feature("LineString", parts[0], properties)
    return _feature("MultiLineString", parts, properties)


def _on_date_line(before: list[float], latitude: float, longitude: float) -> list[float]:
    """Where a move leaves the map, on the side that it came from."""
    side = 180.0 if before[0] > 0 else -180.0
    whole = longitude + 2 * side - before[0]
    share = (side - before[0]) / whole if whole else 0.0
    return [side, round(before[1] + share * (latitude - before[1]), DIGITS)]


def _position(latitude: float, longitude: float) -> list[float]:
    return [round(float(longitude), DIGITS), round(float(latitude), DIGITS)]


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _corners(geometry: dict[str, Any]) -> list[list[float]]:
    found = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [found]
    return found if geometry["type"] == "LineString" else [end for part in found for end in part]


def _around(corners: list[list[float]]) -> list[float]:
    longitude, latitude = zip(*corners, strict=True)
    return [min(longitude), min(latitude), max(longitude), max(latitude)]
