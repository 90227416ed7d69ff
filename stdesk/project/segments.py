"""Keeps segments: groups of users that have a name, and the rule that they came from."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import ProjectProblem

if TYPE_CHECKING:
    from stdesk.project.file import Project


@dataclass(frozen=True)
class SegmentRecord:
    """A segment as stored; `users` are ids in ascending order, `rule` says how it was made."""

    id: int
    name: str
    rule: dict[str, Any]
    made_at: int
    users: tuple[int, ...]


class SegmentStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def all(self) -> list[SegmentRecord]:
        """Every segment with its users, oldest first."""
        rows = self._project.query("SELECT id, name, rule, made_at FROM segment ORDER BY id")
        return [self._record(row) for row in rows.to_pylist()]

    def get(self, segment: int) -> SegmentRecord:
        """Raises `ProjectProblem` when there is no such segment."""
        rows = self._project.query(
            "SELECT id, name, rule, made_at FROM segment WHERE id = ?", segment
        ).to_pylist()
        if not rows:
            raise ProjectProblem("there is no segment {segment} in this project.", segment=segment)
        return self._record(rows[0])

    def named(self, name: str) -> SegmentRecord:
        """Raises `ProjectProblem`, with the names that there are, when none is called so."""
        found = {segment.name: segment for segment in self.all()}
        if name not in found:
            raise ProjectProblem(
                "there is no segment “{name}” in this project; there are: {names}.",
                name=name,
                names=", ".join(found) or "–",
            )
        return found[name]

    def add(self, name: str, rule: dict[str, Any], users: Sequence[int]) -> int:
        """Keep a segment of user ids; returns its id. Its name must be new."""
        if any(segment.name == name for segment in self.all()):
            raise ProjectProblem("there is a segment “{name}” already.", name=name)
        made = self._project.execute(
            "INSERT INTO segment(name, rule, made_at) VALUES (:name, :rule, :now)",
            name=name,
            rule=json.dumps(rule, ensure_ascii=False),
            now=int(time.time() * 1000),
        )
        self._put_users(made, users)
        return made

    def restore(self, segment: SegmentRecord) -> None:
        """Put back a deleted segment as it was, under its old id."""
        self._project.execute(
            "INSERT INTO segment(id, name, rule, made_at) VALUES (:id, :name, :rule, :made_at)",
            id=segment.id,
            name=segment.name,
            rule=json.dumps(segment.rule, ensure_ascii=False),
            made_at=segment.made_at,
        )
        self._put_users(segment.id, segment.users)

    def rename(self, segment: int, name: str) -> None:
        """Raises `ProjectProblem` when another segment has that name already."""
        if any(other.name == name and other.id != segment for other in self.all()):
            raise ProjectProblem("there is a segment “{name}” already.", name=name)
        self._project.execute(
            "UPDATE segment SET name = :name WHERE id = :segment", name=name, segment=segment
        )

    def delete(self, segment: int) -> None:
        self._project.execute("DELETE FROM segment_user WHERE segment = :id", id=segment)
        self._project.execute("DELETE FROM segment WHERE id = :id", id=segment)

    def _put_users(self, segment: int, users: Sequence[int]) -> None:
        self._project.execute(
            "INSERT INTO segment_user(segment, user) SELECT :segment, value FROM json_each(:users)",
            segment=segment,
            users=json.dumps(sorted({int(user) for user in users})),
        )

    def _record(self, row: dict[str, Any]) -> SegmentRecord:
        users = self._project.query(
            "SELECT user FROM segment_user WHERE segment = ? ORDER BY user", row["id"]
        )
        rule = json.loads(row["rule"])
        return SegmentRecord(
            row["id"], row["name"], rule, row["made_at"], tuple(users["user"].to_pylist())
        )
