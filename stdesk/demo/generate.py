"""Generates a log whose truth is known: who lives, works and shops where, and what changes."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from stdesk.demo.acts import Acts, draw_acts, draw_weather
from stdesk.demo.catalogue import CATEGORIES, CITIES, FIRST_DAY
from stdesk.demo.people import draw_people
from stdesk.demo.planted import keys, tell_truth
from stdesk.demo.settings import DemoSettings
from stdesk.demo.shopping import KINDS
from stdesk.demo.texts import draw_texts
from stdesk.demo.truth import Truth
from stdesk.demo.world import World, draw_world
from stdesk.language import tr
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

LABELLED = 0.92


@dataclass(frozen=True)
class Demo:
    """A generated log. Codes are positions: item code 0 is the first row of `items`.

    user, item, kind: (events,) codes; instant: (events,) UTC seconds, sorted; utc_offset: (events,)
    minutes. title, text: one an item. category: name, or "" where the log keeps it to itself.
    """

    settings: DemoSettings
    user: np.ndarray
    item: np.ndarray
    kind: np.ndarray
    instant: np.ndarray
    utc_offset: np.ndarray
    item_latitude: np.ndarray
    item_longitude: np.ndarray
    item_category: np.ndarray
    item_style: np.ndarray
    category: list[str]
    title: list[str]
    text: list[str]
    truth: Truth

    def user_keys(self) -> list[str]:
        return keys("u", self.settings.users)

    def item_keys(self) -> list[str]:
        return keys("p", self.settings.items)

    def log(self) -> "pa.Table":
        """The events as the log file shows them: one row an event, keys and names as text."""
        return log_table(self, slice(None))


def generate(settings: DemoSettings, progress: Progress) -> Demo:
    """Draw a world, its people and what they do; deterministic for the settings.

    Raises SettingProblem when the settings leave no room for a world.
    """
    settings.check()
    seeds = np.random.SeedSequence(settings.seed).spawn(5)
    for_world, for_people, for_weather, for_acts, for_texts = map(np.random.default_rng, seeds)
    world = draw_world(for_world, settings.items)
    people = draw_people(for_people, world, settings)
    weather = draw_weather(for_weather, settings.days)
    acts = draw_acts(
        for_acts, world, people, settings, weather,
        progress.part(0, 0.8, tr("People go about their days")),
    )  # fmt: skip
    progress.step(0.8, 1, tr("Sorting the log"))
    acts, instant, offset = _in_time_order(acts, world, settings)
    labelled = for_texts.random(settings.items) < LABELLED
    city = world.district_city[world.item_district]
    chinese = np.array([place.chinese_titles for place in CITIES])[city]
    title, text = draw_texts(for_texts, world.item_category, world.item_style, chinese)
    names = [CATEGORIES[code].name for code in world.item_category]
    progress.step(1, 1)
    return Demo(
        settings=settings,
        user=acts.user,
        item=acts.item,
        kind=acts.kind,
        instant=instant,
        utc_offset=offset,
        item_latitude=world.item_latitude,
        item_longitude=world.item_longitude,
        item_category=world.item_category,
        item_style=world.item_style,
        category=[name if known else "" for name, known in zip(names, labelled, strict=True)],
        title=title,
        text=text,
        truth=tell_truth(settings, world, people, weather, labelled),
    )


def log_table(demo: Demo, rows: slice) -> "pa.Table":
    """The columns of the log for some rows: user,time,item,kind,latitude,longitude,category,
    utc_offset; times are ISO 8601 in UTC."""
    import pyarrow as pa
    import pyarrow.compute as pc

    item = demo.item[rows]
    time = pa.array(demo.instant[rows]).cast(pa.timestamp("s", "UTC")).cast(pa.string())
    return pa.table(
        {
            "user": pa.array(demo.user_keys()).take(pa.array(demo.user[rows])),
            "time": pc.replace_substring(time, " ", "T"),
            "item": pa.array(demo.item_keys()).take(pa.array(item)),
            "kind": pa.array(KINDS).take(pa.array(demo.kind[rows])),
            "latitude": demo.item_latitude[item],
            "longitude": demo.item_longitude[item],
            "category": pa.array(demo.category).take(pa.array(item)),
            "utc_offset": demo.utc_offset[rows],
        }
    )


def _in_time_order(
    acts: Acts, world: World, settings: DemoSettings
) -> tuple[Acts, np.ndarray, np.ndarray]:
    """Events by UTC instant, with the offset of their city; no user has two at one second."""
    midnight = datetime.datetime.combine(FIRST_DAY, datetime.time(), datetime.UTC)
    table = _offsets(world.cities, settings.days + 3)
    city = world.district_city[world.item_district[acts.item]]
    offset = table[city, np.clip(acts.seconds // 86400, 0, table.shape[1] - 1)]
    instant = acts.seconds + int(midnight.timestamp()) - offset * 60
    instant = _apart(acts.user, instant)
    order = np.lexsort((acts.user, instant))
    return acts[order], instant[order], offset[order]


def _apart(user: np.ndarray, instant: np.ndarray) -> np.ndarray:
    """Instants, some moved on by seconds, so that a user's are all different."""
    while True:
        order = np.lexsort((instant, user))
        same = (np.diff(user[order]) == 0) & (np.diff(instant[order]) == 0)
        if not same.any():
            return instant
        instant = instant.copy()
        instant[order[1:][same]] += 1


def _offsets(cities: int, days: int) -> np.ndarray:
    """(cities, days) minutes east of Greenwich at noon."""
    noon = datetime.datetime.combine(FIRST_DAY, datetime.time(12))
    minutes = np.zeros((cities, days), dtype=np.int64)
    for row in range(cities):
        zone = ZoneInfo(CITIES[row].zone)
        for day in range(days):
            there = (noon + datetime.timedelta(days=day)).replace(tzinfo=zone).utcoffset()
            minutes[row, day] = (there or datetime.timedelta()).total_seconds() // 60
    return minutes
