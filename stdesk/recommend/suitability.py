"""What a log can and cannot give: said before anyone trusts a list."""

from typing import TYPE_CHECKING

from stdesk.language import mark
from stdesk.models import Reason
from stdesk.recommend.sentences import reason_sentence

if TYPE_CHECKING:
    from stdesk.project import Project

RARE_EVENTS = 3.0  # events an item, on average, below which ranking items is mostly guessing
SHORT_HISTORY = 5
FEW_USERS = 30


def advice(project: "Project") -> list[str]:
    """Sentences about what lists from this project's log are worth, in the reader's language."""
    return [reason_sentence(reason) for reason in advice_reasons(project)]


def advice_reasons(project: "Project") -> list[Reason]:
    """The same, not yet said in a language."""
    summary = project.log.summary()
    if not summary.events:
        return [Reason(mark("There are no events yet; import a log first."))]
    found = [*_about_items(project)]
    short = _users_with_fewer_than(project, SHORT_HISTORY)
    if short * 2 > summary.users:
        text = mark(
            "{count} of {users} users have fewer than {events} events: for them a list leans on "
            "what is popular."
        )
        values = {"count": short, "users": summary.users, "events": SHORT_HISTORY}
        found.append(Reason(text, values))
    if summary.users < FEW_USERS:
        text = mark(
            "There are only {users} users: what others do says little here, and accuracy is "
            "measured with wide intervals."
        )
        found.append(Reason(text, {"users": summary.users}))
    if not summary.has_coordinates:
        text = mark(
            "This log has no coordinates: distances, maps and filters by place stand aside."
        )
        found.append(Reason(text))
    return found


def _about_items(project: "Project") -> list[Reason]:
    row = project.query(
        "SELECT count(*) AS items, coalesce(sum(n), 0) AS events, coalesce(sum(n = 1), 0) AS once, "
        "coalesce(sum(people = 1), 0) AS private FROM (SELECT count(*) AS n, "
        "count(DISTINCT user) AS people FROM event GROUP BY item)"
    ).to_pylist()[0]
    users = project.log.summary().users
    if row["events"] >= RARE_EVENTS * row["items"]:
        return []
    text = mark(
        "{users} users over {items} items: {once_share} of the items occur only once and "
        "{private_share} belong to one user alone. A list of items can repeat what was there "
        "before, but hardly find the right new one."
    )
    values = {
        "users": users,
        "items": int(row["items"]),
        "once_share": row["once"] / row["items"],
        "private_share": row["private"] / row["items"],
    }
    sentences = [Reason(text, values)]
    categories = project.log.summary().categories
    if categories:
        text = mark(
            "The {categories} categories are a target that this log can support: choose to "
            "recommend categories."
        )
        sentences.append(Reason(text, {"categories": categories}))
    return sentences


def _users_with_fewer_than(project: "Project", events: int) -> int:
    counts = project.query(
        "SELECT count(*) AS n FROM (SELECT u.id FROM user u LEFT JOIN event e ON e.user = u.id "
        "GROUP BY u.id HAVING count(e.id) < ?)",
        events,
    )
    return int(counts["n"][0].as_py())
