"""What is new to a user is named by how many people try it, near her and of a kind she wants."""

from dataclasses import replace

import numpy as np
import pytest

from stdesk.features import Contexts, EventLog, contexts_now, contexts_of_events
from stdesk.models.ranker.background import Background, background, neighbourhood
from stdesk.models.ranker.candidates import candidates
from stdesk.models.ranker.categories import categories

from .town_log import MONDAY_MS, log_of

USERS, DAYS = 30, 40
CAFE, OLD_CAFE = USERS, USERS + 1
NOON_MS = MONDAY_MS + (DAYS * 24 + 12) * 3_600_000


def homes_and_a_new_cafe(placed: bool = True) -> EventLog:
    """Everybody is at home each evening; half of them tried the cafe in the last week, once each.

    As many tried another one in the first week.
    """
    rows = [(user, user, day * 24 + 20.0) for user in range(USERS) for day in range(DAYS)]
    for user in range(USERS // 2):
        rows.append((user, CAFE, (DAYS - 7 + user % 7) * 24 + 12.0))
        rows.append((USERS - 1 - user, OLD_CAFE, (user % 7) * 24 + 12.0))
    places = [(40 + 0.001 * item, -74 + 1e-5 * item**2) for item in range(USERS + 2)]
    kinds = [0] * USERS + [1, 1]
    return log_of(rows, kinds, places if placed else None)


def asked(log: EventLog, user: int) -> Contexts:
    return contexts_now(log, np.array([user]), NOON_MS)


def named(log: EventLog, user: int, new_items: int) -> set[int]:
    world = background(log, neighbourhood(log.catalogue))
    found = candidates(asked(log, user), world, new_items)
    return set(found.item.tolist()) - set(log.item[log.of_user(user)].tolist())


@pytest.mark.parametrize("placed", [True, False])
def test_what_many_try_comes_before_the_homes_of_others(placed: bool) -> None:
    log = homes_and_a_new_cafe(placed)
    for user in (USERS - 3, USERS - 1):  # they know the old cafe
        assert CAFE in named(log, user, 3)


def test_first_visits_count_once_a_user_and_fade() -> None:
    log = homes_and_a_new_cafe()
    world = background(log, neighbourhood(log.catalogue))
    assert (world.firsts[:USERS] < 1.0).all()
    assert world.firsts[CAFE] > 1.5 * world.firsts[OLD_CAFE]
    assert world.visitors[CAFE] == world.visitors[OLD_CAFE]
    assert world.people[CAFE] == 1.0
    assert world.people[0] == pytest.approx(2 / (DAYS + 1))


def test_a_kind_is_wanted_as_often_as_people_try_it() -> None:
    log = homes_and_a_new_cafe()
    world = background(log, neighbourhood(log.catalogue))
    known = categories(world, log.catalogue.item_category)
    assert known.wanted.sum() == pytest.approx(1.0)
    assert known.wanted[2] > known.count[2] / known.count.sum()


def test_at_noon_a_cafe_is_wanted_and_in_the_evening_less() -> None:
    log = homes_and_a_new_cafe()
    world = background(log, neighbourhood(log.catalogue))
    user = USERS - 1
    noon, evening = (
        candidates(contexts_now(log, np.array([user]), instant), world, 5).sources["wanted"]
        for instant in (NOON_MS, NOON_MS + 8 * 3_600_000)
    )
    home = user - 1
    assert noon[0, CAFE] / noon[0, home] > 2 * evening[0, CAFE] / evening[0, home]


def test_without_kinds_no_source_speaks_of_them() -> None:
    log = homes_and_a_new_cafe()
    bare = replace(log.catalogue, item_category=np.full(log.catalogue.items, -1, np.int32))
    log = replace(log, catalogue=bare)
    world = background(log, neighbourhood(bare))
    assert "wanted" not in candidates(asked(log, 1), world, 5).sources


def test_the_sources_of_a_moment_are_the_same_alone_and_among_others() -> None:
    log = homes_and_a_new_cafe()
    nowhere = log.catalogue.item_latitude.copy()
    nowhere[3] = np.nan  # user 3 was last where nothing is near
    log = replace(log, catalogue=replace(log.catalogue, item_latitude=nowhere))
    world = background(log, neighbourhood(log.catalogue))
    last = contexts_of_events(log, log.user_start[1:6] - 1)
    together = candidates(last, world, 5)
    for row in range(5):
        alone = candidates(last.take(slice(row, row + 1)), world, 5)
        for name, matrix in alone.sources.items():
            np.testing.assert_allclose(
                matrix.toarray()[0], together.sources[name][[row]].toarray()[0]
            )


def test_statistics_stored_before_first_visits_were_counted_still_serve() -> None:
    log = homes_and_a_new_cafe()
    state = background(log, neighbourhood(log.catalogue)).state()
    del state["firsts"]
    older = Background.from_state(state)
    found = candidates(asked(log, USERS - 1), older, 3)
    assert CAFE in found.item[found.item != USERS - 1]
