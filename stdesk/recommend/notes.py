"""What the reader of lists should know about them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stdesk.features import EventLog
from stdesk.language import mark
from stdesk.models import Reason
from stdesk.recommend.asked import note_on_moment
from stdesk.recommend.candidates import Opinions
from stdesk.recommend.dial import note_on_dial
from stdesk.recommend.scene import Block, Scene
from stdesk.recommend.settings import RecommendSettings
from stdesk.recommend.taste import note_on_taste


@dataclass(frozen=True)
class Met:
    """Of the users asked for: whom the model does not know, whose position nobody knows."""

    users: frozenset[int] = frozenset()
    strangers: int = 0
    nowhere: int = 0

    def and_of(self, block: Block) -> "Met":
        return Met(
            self.users | set(block.users.tolist()),
            self.strangers + int((~block.known).sum()),
            self.nowhere + int((~np.isfinite(block.latitude)).sum()),
        )


def notes_on(
    settings: RecommendSettings, log: EventLog, scene: Scene, opinions: Opinions, met: Met
) -> tuple[Reason, ...]:
    """log: the whole one, also what came after the moment."""
    return (
        *_on_moment(settings, log, scene),
        *_on_strangers(settings, log, scene, met),
        *note_on_dial(settings.explore),
        *_on_feedback(settings, opinions, met),
        *scene.model.remarks(),
    )


def _on_moment(settings: RecommendSettings, log: EventLog, scene: Scene) -> list[Reason]:
    by_default = mark("The lists are for the moment just after the log's last event.")
    if settings.known_ms is None or settings.known_ms > int(log.instant_ms.max()):
        return note_on_moment(log, settings.at_ms, by_default)
    return note_on_moment(log, scene.known_ms, by_default)


def _on_strangers(
    settings: RecommendSettings, log: EventLog, scene: Scene, met: Met
) -> Iterator[Reason]:
    if met.strangers:
        text = mark(
            "Users without a history before that moment, or new since the training: {count}. "
            "They get what is popular."
        )
        yield Reason(text, {"count": met.strangers})
    if settings.within_km is not None and met.nowhere:
        text = mark("Users whose position is unknown, so that nothing is near them: {count}.")
        yield Reason(text, {"count": met.nowhere})
    if log.catalogue.items > scene.known.items:
        text = mark("Items that came after the training, unknown to the model: {count}.")
        yield Reason(text, {"count": log.catalogue.items - scene.known.items})


def _on_feedback(settings: RecommendSettings, opinions: Opinions, met: Met) -> Iterator[Reason]:
    if settings.heed_feedback and settings.target == "item":
        accepted, rejected = (
            sum(len(given.get(user, ())) for user in met.users)
            for given in (opinions.accepted, opinions.rejected)
        )
        yield note_on_taste(accepted, rejected)
