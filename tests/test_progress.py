"""Long work tells how far it is, and stops when asked."""

import pytest

from stdesk.progress import Cancelled, Progress


class Listener(Progress):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[float, str]] = []
        self.points: list[tuple[str, float, float]] = []

    def on_step(self, done: float, total: float, message: str) -> None:
        self.heard.append((round(done / total, 4), message))

    def on_metric(self, name: str, value: float, at: float) -> None:
        self.points.append((name, value, at))


def test_a_part_is_shown_between_its_ends_also_within_a_part() -> None:
    listener = Listener()
    part = listener.part(0.2, 0.6, "reading")
    part.step(1, 2)
    part.part(0.5, 1.0).step(1, 1, "inner")
    part.step(5, 0)
    part.metric("loss", 0.5, 3)
    assert listener.heard == [(0.4, "reading"), (0.6, "inner"), (0.2, "reading")]
    assert listener.points == [("loss", 0.5, 3)]


def test_a_stop_reaches_every_part_at_its_next_step() -> None:
    listener = Listener()
    part = listener.part(0, 0.5).part(0, 0.5)
    listener.cancel()
    assert part.cancelled
    for tell in (lambda: part.step(1, 2), lambda: part.metric("a", 1, 1), part.check):
        with pytest.raises(Cancelled):
            tell()
    assert listener.heard == []


def test_each_element_is_a_step() -> None:
    listener = Listener()
    assert list(listener.each([1, 2], "x")) == [1, 2]
    assert [share for share, _ in listener.heard] == [0.0, 0.5]
    assert list(Listener().each(iter("abc"))) == ["a", "b", "c"]


def test_a_cancel_ends_the_iteration() -> None:
    listener = Listener()
    seen = []

    def until_two() -> None:
        for element in listener.each(range(10)):
            seen.append(element)
            if element == 2:
                listener.cancel()

    with pytest.raises(Cancelled):
        until_two()
    assert seen == [0, 1, 2]
