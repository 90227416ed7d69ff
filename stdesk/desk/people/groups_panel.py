"""Finds groups of users who live alike, shows how far to trust them, and keeps them as segments."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox

from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.look.pieces import Card, Inviting, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.people.segment_changes import make_segments
from stdesk.desk.people.segment_charts import Silhouettes
from stdesk.desk.people.segment_data import find_groups
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.insight import ASPECTS, Aspect
from stdesk.language import mark, ntr, number, paragraph, tr, tr_dynamic
from stdesk.recommend import Clusters, ClusterSettings

ASPECT_TITLES: dict[Aspect, str] = {
    "rhythm": mark("Rhythm"),
    "interests": mark("Interests"),
    "mobility": mark("Mobility"),
    "activity": mark("Activity"),
}
STABLE, SHAKY = 0.75, 0.5  # Jaccard; Hennig 2007: above .75 stable, below .5 dissolved


class GroupsPanel(Card):
    """`made` comes when groups were kept."""

    made = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.clusters: Clusters | None = None
        self.best, self.groups = QCheckBox(), QSpinBox(minimum=2, maximum=50, value=5)
        self.aspects = {aspect: QCheckBox() for aspect in ASPECTS}
        self.search_it = button("accent", self.search)
        self.keep, self.close_it = button("accent", self.keep_all), button("flat", self.closed.emit)
        self.table, self.chart = Table(), Silhouettes(desk.theme)
        self.verdict, self.chart_title = text("", wrap=True), text("muted")
        self.best.setChecked(True)
        self.groups.setEnabled(False)
        for box in self.aspects.values():
            box.setChecked(True)
            box.toggled.connect(self._follow)
        self.best.toggled.connect(lambda on: self.groups.setEnabled(not on))
        self._lay_out()

    @property
    def settings(self) -> ClusterSettings | None:
        """What is asked for; None while nothing counts."""
        chosen = tuple(aspect for aspect, box in self.aspects.items() if box.isChecked())
        if not chosen:
            return None
        return ClusterSettings(None if self.best.isChecked() else self.groups.value(), chosen)

    def search(self) -> Job | None:
        """Look for groups in the background."""
        settings = self.settings
        if self._desk.project is None or settings is None:
            return None
        job = self._desk.submit(tr("Find groups"), find_groups, self._desk.project, settings)
        job.done.connect(self.show_clusters)
        return job

    def show_clusters(self, found: Clusters | None) -> None:
        self.clusters = found
        self._fill()

    def keep_all(self) -> None:
        """Keep every group as a segment, in one step that can be taken back."""
        found = self.clusters
        if found is None:
            return
        wanted = [
            (one.name, found.rule(number), one.users) for number, one in enumerate(found.groups)
        ]
        self._desk.changes.do(make_segments(wanted))
        self.show_clusters(None)
        self.made.emit()

    def retranslate(self) -> None:
        self.set_heading(tr("Segments by clustering"))
        self.best.setText(tr("As many groups as fit best"))
        self.best.setToolTip(
            tr("Tries 2 to 10 groups and takes the number with the best silhouette.")
        )
        self.groups.setSuffix(tr(" groups"))
        self.groups.setAccessibleName(tr("Number of groups"))
        self.aspects_label.setText(tr("What counts:"))
        for aspect, box in self.aspects.items():
            box.setText(tr_dynamic(ASPECT_TITLES[aspect]))
        self.search_it.setText(tr("&Find groups"))
        self.keep.setText(tr("&Keep them as segments"))
        self.close_it.setText(tr("Close"))
        self.chart_title.setText(tr("How well so many groups fit (silhouette)"))
        self.chart_title.setToolTip(metric_help(tr("Silhouette")))
        self.table.setAccessibleName(tr("Groups found"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self.chart.apply_theme(theme)
        self._fill()

    def _fill(self) -> None:
        self._follow()
        found = self.clusters
        if found is None:
            self._found.invite(
                "user",
                tr("No groups yet"),
                tr(
                    "Users are compared by when they are active, what for, how far they move and "
                    "how much they do; groups are named by what sets them apart."
                ),
                self._desk.theme,
            )
            return
        self._found.show_contents()
        self.table.set_columns(self._columns(found))
        self.chart.show_values(found.silhouettes, len(found.groups))
        several = len(found.silhouettes) > 1
        self.chart.setVisible(several)
        self.chart_title.setVisible(several)
        self.verdict.setText(verdict_said(found))

    def _columns(self, found: Clusters) -> list[Column]:
        groups, theme = found.groups, self._desk.theme
        why = [_why(one.distinctions) for one in groups]

        def colour(row: int) -> str | None:
            return theme.warning if groups[row].stability < SHAKY else None

        return [
            Column(tr("Group"), [one.name for one in groups], tip=lambda row: groups[row].name),
            Column(tr("Users"), [len(one.users) for one in groups], number, numeric=True),
            Column(
                tr("Stability"),
                [one.stability for one in groups],
                lambda value: number(value, 2),
                numeric=True,
                color=colour,
                help=tr(
                    "From 0 to 1: how alike the group comes out when users are drawn anew; below "
                    "0.5 it dissolves, from 0.75 it is stable."
                ),
            ),
            Column(tr("What sets it apart"), why, stretch=True, tip=lambda row: why[row]),
        ]

    def _follow(self) -> None:
        project = self._desk.project
        writable = project is not None and not project.read_only
        self.search_it.setEnabled(project is not None and self.settings is not None)
        self.keep.setEnabled(writable and self.clusters is not None)

    def _lay_out(self) -> None:
        self.aspects_label = text("muted")
        top = beside(self.best, self.groups, None, self.search_it, self.close_it, spacing=2 * GRID)
        self.body.addLayout(top)
        self.body.addLayout(
            beside(self.aspects_label, *self.aspects.values(), None, spacing=2 * GRID)
        )
        listed = rows(
            self.verdict, self.table, self.chart_title, self.chart, beside(self.keep, None)
        )
        listed.setStretch(1, 1)
        self._found = Inviting(listed)
        self.body.addWidget(self._found, 1)


def verdict_said(found: Clusters) -> str:
    """How far the groups can be trusted, in words."""
    stable = tr(
        "Drawn anew, the groups agree to {stability} (adjusted Rand; 1 is the same, 0 is chance).",
        stability=number(found.stability, 2),
    )
    if found.stability >= STABLE:
        trust = tr("They are stable.")
    elif found.stability >= SHAKY:
        trust = tr("They are fairly stable; read the small ones with care.")
    else:
        trust = tr("They hardly hold: treat them as a sketch, or ask for fewer groups.")
    said = [stable, trust]
    if found.left_out:
        said.append(
            ntr(
                "{n} user has too few events and is in no group.",
                "{n} users have too few events and are in no group.",
                found.left_out,
            )
        )
    return paragraph(said)


def _why(distinctions: tuple[tuple[str, float], ...]) -> str:
    from stdesk.recommend import distinction_said

    return " · ".join(distinction_said(key, effect) for key, effect in distinctions[:4])
