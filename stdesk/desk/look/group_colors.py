"""The colours that tell groups apart, as the charts and the map have them."""

from stdesk.desk.look.theme import Theme
from stdesk.features import Groups


def group_color(theme: Theme, groups: Groups, code: int) -> str:
    """The colour of a group; where nothing is told apart, the theme's accent."""
    if groups.by == "none":
        return theme.accent
    return theme.series[code] if 0 <= code < len(groups.names) else theme.series[-1]
