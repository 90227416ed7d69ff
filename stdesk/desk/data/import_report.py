"""What an import did, in sentences; on a card that can be put away."""

from collections.abc import Sequence

from stdesk.desk.look.pieces import Card, beside, button, text
from stdesk.desk.look.theme import GRID
from stdesk.ingest import ImportReport, reason_text
from stdesk.language import ntr, number, seconds, tr


class ReportCard(Card):
    """Hidden until there is something to report."""

    def __init__(self) -> None:
        super().__init__()
        self._reports: list[ImportReport] = []
        self.said = text(wrap=True)
        self.close_button = button("flat", self.hide)
        self.body.addLayout(beside(self.heading, None, self.close_button))
        self.body.addWidget(self.said)
        self.body.setSpacing(GRID // 2)
        self.hide()

    def say(self, reports: list[ImportReport]) -> None:
        self._reports = reports
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        self.close_button.setText(tr("Put away"))
        self.set_heading(heading_of(self._reports) if self._reports else "")
        self.said.setText("\n".join(sentences_of(self._reports)))


def heading_of(reports: Sequence[ImportReport]) -> str:
    events = sum(report.events for report in reports)
    spent = seconds(sum(report.seconds for report in reports))
    if reports[0].dry_run:
        return ntr("Would bring {n} event.", "Would bring {n} events.", events)
    if all(report.already_imported for report in reports):
        return tr("Nothing new: everything was imported before.")
    return ntr(
        "Imported {n} event in {spent}.", "Imported {n} events in {spent}.", events, spent=spent
    )


def sentences_of(reports: Sequence[ImportReport]) -> list[str]:
    """A line for each file, then its reasons for rejecting rows, then its notes."""
    lines = []
    for report in reports:
        lines.append(_counts(report))
        lines += [f"   {line}" for line in (*_reasons(report), *report.notes)]
    return lines


def _counts(report: ImportReport) -> str:
    if report.already_imported:
        return tr("{file} was imported before; nothing was added.", file=report.name)
    return tr(
        "{file}: {read} rows read, {kept} kept, {duplicate} duplicate, {rejected} rejected.",
        file=report.name,
        read=number(report.rows_read),
        kept=number(report.rows_kept),
        duplicate=number(report.rows_duplicate),
        rejected=number(report.rows_rejected),
    )


def _reasons(report: ImportReport) -> list[str]:
    return [
        tr(
            "{n} × {reason}, the first: {example}",
            n=number(count),
            reason=reason_text(reason),
            example=_short(report.examples.get(reason, "")),
        )
        for reason, count in report.reasons.items()
    ]


def _short(example: str) -> str:
    return example if len(example) <= 90 else example[:89] + "…"
