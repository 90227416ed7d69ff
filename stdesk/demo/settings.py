"""What can be asked of the generator."""

from dataclasses import dataclass

from stdesk.errors import SettingProblem

LEAST_ITEMS = 40
LEAST_DAYS = 14


@dataclass(frozen=True)
class DemoSettings:
    """Size and seed of a generated log; the same settings give the same bytes.

    images: how many items, at most, get a small picture written beside the log. By default few
    people of whom there is much to read: 400 events each, over four months. With 100 each (20,000
    events of 200 users, the default of earlier versions) hardly any change of a life can be known.
    """

    events: int = 24_000
    users: int = 60
    days: int = 120
    items: int = 600
    seed: int = 0
    images: int = 300

    def check(self) -> None:
        """Raises SettingProblem when the world would be too small to plant anything in it."""
        if self.events < 1 or self.users < 2:
            raise SettingProblem("A generated log needs at least 1 event and 2 users.")
        if self.items < LEAST_ITEMS:
            raise SettingProblem("A generated log needs at least {least} items.", least=LEAST_ITEMS)
        if self.days < LEAST_DAYS:
            raise SettingProblem("A generated log needs at least {least} days.", least=LEAST_DAYS)
