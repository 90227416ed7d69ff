"""What there is to photograph of Models, Recommend, Report, the finder and the boxes."""

from collections.abc import Callable
from typing import Any

from staging import MAP_S, PAINT_S, go, rest, run_until, settle

Shot = Callable[[Any, Any], Any]


def _choose(box: Any, value: object) -> None:
    """Choose an entry as a hand would; the last one where it is not offered."""
    found = box.findData(value)
    box.setCurrentIndex(found if found >= 0 else box.count() - 1)
    box.activated.emit(box.currentIndex())


# Models


def _curves(window: Any, app: Any) -> Any:
    """The curves of all that learnt step by step, over each other."""
    from PySide6.QtCore import QItemSelectionModel

    page = go(window, app, "models", "train")
    table = page.runs.table
    table.choose(0)
    flags = QItemSelectionModel.SelectionFlag
    for row in range(min(table.rows.rowCount(), 3)):
        at = table.model().index(row, 0)
        table.selectionModel().select(at, flags.Select | flags.Rows)
    page.runs._choose(0)
    rest(window, app)
    settle(app, PAINT_S)
    return window


def _training(window: Any, app: Any) -> Any:
    """While a model learns: the curves so far, the bar below, Cancel."""
    from stdesk.training import TrainSettings

    page = go(window, app, "models", "train")
    job = page.start(TrainSettings("gru"))
    run_until(app, lambda: job.state != "waiting" and (job.share > 0.4 or job.state == "done"))
    settle(app, PAINT_S)
    return _Still(window, job.cancel)


class _Still:
    """A window that goes on after it was grabbed."""

    def __init__(self, window: Any, go_on: Callable[[], None]) -> None:
        self.grab, self.reject = window.grab, go_on


def _card(window: Any, app: Any) -> Any:
    from stdesk.desk.models.model_card import ModelCard

    page = go(window, app, "models", "train")
    page.form.about.click()
    settle(app, PAINT_S)
    return page.form.findChildren(ModelCard)[-1]


def _settings(window: Any, app: Any) -> Any:
    from PySide6.QtWidgets import QDialog

    page = go(window, app, "models", "train")
    page.form._edit_settings()
    settle(app, PAINT_S)
    return page.form.findChildren(QDialog)[-1]


def _tune_empty(window: Any, app: Any) -> Any:
    page = go(window, app, "models", "tune")
    page.tuning.choose("gru", "fast")
    rest(window, app)
    return window


def _compared(
    measure: str = "MRR", part: str = "all", whole: bool = False, ablation: bool = False
) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        view = go(window, app, "models", "compare").comparison
        rows = view._stored
        from stdesk.evaluation import is_ablation

        fits = [r for r in rows if is_ablation(r["names"].split(",")) is ablation]
        if part == "windows":
            fits = [r for r in fits if r["protocol"] == "rolling"] or fits
        if fits:
            view.stored.setCurrentIndex(view.stored.findData(fits[0]["evaluation"]))
        rest(window, app)
        view.whole.setChecked(whole)
        view.part.setCurrentIndex(max(view.part.findData(part), 0))
        _choose(view.measure, measure if view.measure.findData(measure) >= 0 else "MRR")
        rest(window, app)
        return window

    return shot


def _ablation_dialog(window: Any, app: Any) -> Any:
    page = go(window, app, "models", "compare")
    dialog = page.comparison.ask_parts()
    settle(app, PAINT_S)
    return dialog


def _errors(by: str) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        window.desk.focus.clear()
        page = go(window, app, "models", "errors")
        _choose(page.errors.by, by)
        rest(window, app)
        return window

    return shot


def _miss(window: Any, app: Any) -> Any:
    window.desk.focus.clear()
    page = go(window, app, "models", "errors")
    run_until(app, lambda: page.errors.events.rows.rowCount())
    asked = [place for place, line in enumerate(page.errors._models) if line.can_be_asked]
    page.errors.model.setCurrentIndex(asked[0])
    rest(window, app)
    page.errors.events.choose(0)
    dialog = page.errors.explain()
    run_until(app, lambda: dialog.miss is not None)
    settle(app, MAP_S)
    return dialog


# Recommend


def _lists(window: Any, app: Any, model: str = "ranker") -> Any:
    page = go(window, app, "recommend")
    run_until(app, lambda: page.who.run.count())
    page.parts.setCurrentIndex(0)
    page.form.forget()
    runs = [run.id for run in page.who.run.runs if run.model == model] or [page.who.run.runs[0].id]
    page.who.run.choose(runs[0])
    page.who.run_chosen.emit()
    _busiest(page)
    return page


def _busiest(page: Any) -> None:
    import numpy as np

    user = int(np.diff(page.log.user_start).argmax())
    page.who.user.choose(page.log.catalogue.user_keys[user])


def _what_if(window: Any, app: Any) -> Any:
    page = _lists(window, app)
    page.form.moment.hour.setValue(19)
    page.form.moment.day.setValue(4)
    page.form.dial.slider.setValue(85)
    page.form.within.setValue(5)
    settle(app, 2 * MAP_S)
    page.list.table.choose(2)
    run_until(app, lambda: page.entry.week_is_whole)
    settle(app, MAP_S)
    return window


def _judged(window: Any, app: Any) -> Any:
    page = _lists(window, app)
    page.list.table.choose(0)
    settle(app, MAP_S)
    if not page.list._feedback.verdicts:
        page.list.judge("pinned")
        settle(app, 1)
        page.list.table.choose(2)
        page.list.judge("hidden")
    settle(app, MAP_S)
    return window


def _batch(window: Any, app: Any) -> Any:
    page = _lists(window, app, "markov")
    if page.batch is None:
        page.for_all()
        run_until(app, lambda: page.batch is not None)
    rest(window, app)
    settle(app, MAP_S)
    return window


def _intent(window: Any, app: Any) -> Any:
    page = _lists(window, app, "intent")
    page.for_all()
    rest(window, app)
    run_until(app, lambda: page.chances.found is not None)
    return window


def _people(window: Any, app: Any) -> Any:
    page = _lists(window, app)
    page.parts.setCurrentIndex(2)
    page.parts.people.user.choose(page.who.user.key)
    page.parts.people.search()
    rest(window, app)
    settle(app, MAP_S)
    return window


# Report


def _report(template: str, form: str = "html", down: int = 0) -> Shot:
    """down: how far the form is scrolled, in percent."""

    def shot(window: Any, app: Any) -> Any:
        page = go(window, app, "report")
        _choose(page.form.about.template, template)
        _choose(page.form.look.format, form)
        page.make_preview()
        settle(app, 1)
        run_until(app, lambda: not (page.working.isVisible() or page.preview.says))
        settle(app, MAP_S)
        bar = page.form.area.verticalScrollBar()
        bar.setValue(bar.maximum() * down // 100)
        return window

    return shot


# The window


def _finder(typed: str) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        go(window, app, "data")
        window.finding.open()
        window.finding.finder.line.setText(typed)
        settle(app, PAINT_S)
        return window.finding.finder

    return shot


def _box(show: Callable[[Any], object]) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        from PySide6.QtWidgets import QDialog

        show(window)
        settle(app, PAINT_S)
        return next(box for box in reversed(window.findChildren(QDialog)) if box.isVisible())

    return shot


def _problem(window: Any) -> None:
    from stdesk.errors import ModelProblem

    window.desk.show_problem(
        ModelProblem("the log is too short for {protocol}: nothing is left to be judged on.",
                     protocol="rolling")
    )  # fmt: skip


def _unexpected(window: Any) -> None:
    from stdesk.desk.work.job import Unexpected

    window.desk.show_problem(Unexpected(ValueError("broken")))


SHOTS_OF_MODELS: dict[str, Shot] = {
    "curves": _curves,
    "training": _training,
    "card": _card,
    "settings": _settings,
    "tune-empty": _tune_empty,
    "compare-all": _compared(whole=True),
    "calibration": _compared("calibration plot"),
    "windows": _compared(part="windows"),
    "ablation": _compared(ablation=True),
    "ablation-dialog": _ablation_dialog,
    "errors-users": _errors("users"),
    "errors-hour": _errors("hour"),
    "miss": _miss,
    "what-if": _what_if,
    "judged": _judged,
    "batch": _batch,
    "intent": _intent,
    "people-to-follow": _people,
    "report-segment": _report("segment"),
    "report-project": _report("project", down=100),
    "report-csv": _report("user", "csv"),
    "finder-empty": _finder(""),
    "finder-nothing": _finder("qqqq"),
    "problem": _box(_problem),
    "unexpected": _box(_unexpected),
    "shortcuts": _box(lambda window: window.show_shortcuts()),
    "places": _box(lambda window: window.show_places()),
    "about": _box(lambda window: window.show_about()),
}
