"""Says in sentences what is missing before a file can be imported, and what one should know."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.ingest.guess import Guess
from stdesk.ingest.times import LOCAL, DateOrder, date_order, parse_times
from stdesk.ingest.zones import load_zone
from stdesk.language import tr, tr_dynamic

if TYPE_CHECKING:
    import pyarrow as pa


def date_reading(sample: "pa.Table", mapping: Mapping[str, str]) -> DateOrder:
    """Which way round dates such as 1/2/17 stand in the sample."""
    order = DateOrder(0, 0, 0)
    for role in ("time", "end_time"):
        if role in mapping:
            order += date_order(sample[mapping[role]].combine_chunks())
    return order


def problems_of(guess: Guess, time_zone: str | None, user_from_folder: bool) -> tuple[str, ...]:
    """What forbids an import, in the reader's language."""
    mapping = guess.mapping
    problems = []
    if guess.file_role == "items" and "item" not in mapping:
        problems.append(tr("No column holds the items' keys. Choose the column for Item or place."))
    if guess.file_role == "users" and "user" not in mapping:
        problems.append(tr("No column holds the users' keys. Choose the column for User."))
    if guess.file_role == "log":
        problems += _log_problems(mapping, user_from_folder)
    if time_zone is not None:
        try:
            load_zone(time_zone)
        except SettingProblem as problem:
            problems.append(tr_dynamic(problem.text, problem.values))
    return tuple(problems)


def _log_problems(mapping: Mapping[str, str], user_from_folder: bool) -> list[str]:
    problems = []
    if "user" not in mapping and not user_from_folder:
        problems.append(tr("No column says who acted. Choose the column for User."))
    if "time" not in mapping:
        problems.append(tr("No column says when it happened. Choose the column for Time."))
    if "item" not in mapping and not {"latitude", "longitude"} <= set(mapping):
        problems.append(
            tr("No column says what was acted upon, or where. Choose the column for Item or place.")
        )
    if ("latitude" in mapping) != ("longitude" in mapping):
        problems.append(tr("Latitude and longitude go together; choose both or none."))
    return problems


def ambiguity_note() -> str:
    return tr("Dates such as 1/2/17 can be read in two ways. The month is taken to come first.")


def notes_of(
    sample: "pa.Table", guess: Guess, time_zone: str | None, order: DateOrder
) -> tuple[str, ...]:
    """What does not forbid an import, but should be seen."""
    mapping, notes = guess.mapping, []
    if guess.file_role != "log":
        return ()
    if order.ambiguous:
        notes.append(ambiguity_note())
    if "time" in mapping and time_zone is None and not {"offset", "latitude"} & set(mapping):
        state = parse_times(sample[mapping["time"]].combine_chunks()).state
        if np.mean(state == LOCAL) > 0.5:
            notes.append(tr("Times carry no zone and are taken as UTC. Choose a time zone if not."))
    if "item" not in mapping and {"latitude", "longitude"} <= set(mapping):
        notes.append(tr("No column holds a place: cells of a grid (H3) serve as places."))
    return tuple(notes)
