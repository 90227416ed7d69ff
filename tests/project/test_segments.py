"""Segments are kept with their users, found by name, and go without a trace."""

from pathlib import Path

import pytest

from stdesk.errors import ProjectProblem
from stdesk.project import create_project, open_project

from .conftest import add_log


def test_a_segment_keeps_its_users_and_its_rule(path: Path) -> None:
    rule = {"by": "events", "at_least": 2}
    with create_project(path) as project:
        add_log(project)
        made = project.segments.add("Regulars", rule, [2, 1, 2])
    with open_project(path) as project:
        kept = project.segments.get(made)
        assert (kept.name, kept.rule, kept.users) == ("Regulars", rule, (1, 2))
        assert project.segments.named("Regulars") == kept
        project.segments.rename(made, "Often here")
        assert [segment.name for segment in project.segments.all()] == ["Often here"]
        project.segments.delete(made)
        assert project.segments.all() == []
        assert project.check() == []


def test_a_second_segment_of_that_name_and_an_unknown_one_are_refused(path: Path) -> None:
    with create_project(path) as project:
        add_log(project)
        project.segments.add("Regulars", {}, [1])
        with pytest.raises(ProjectProblem, match="a segment “Regulars” already"):
            project.segments.add("Regulars", {}, [2])
        with pytest.raises(ProjectProblem, match="there are: Regulars"):
            project.segments.named("Strangers")
        with pytest.raises(ProjectProblem, match="no segment 9"):
            project.segments.get(9)
