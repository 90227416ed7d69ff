"""Tunes a model: tries settings on validation under a time budget, keeps every trial, explains."""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem, Problem, SettingProblem
from stdesk.features import EventLog, load_log
from stdesk.language import number as shown
from stdesk.language import tr
from stdesk.models import Learner, Search, model_info
from stdesk.progress import Cancelled, Progress
from stdesk.training.run import limit_threads, spoken
from stdesk.training.tuning_choice import choose
from stdesk.training.tuning_search import Hopeless, Searcher
from stdesk.training.tuning_series import SeriesYardstick
from stdesk.training.tuning_settings import LOW_IS_GOOD, Trial, Tuned, TuneSettings
from stdesk.training.tuning_store import Study, read_study, told, write_study
from stdesk.training.tuning_task import IntentYardstick, RankYardstick, Yardstick, known_log

if TYPE_CHECKING:
    from stdesk.project import Project

MOST_REPEATED = 25  # proposals in a row that were tried before: then everything was
STALE = 100  # finished trials after the best one: more are not worth their time
FAILURES = 3  # in a row, after which it is not the settings


def tune(project: "Project", settings: TuneSettings, progress: Progress) -> Tuned:
    """Try settings of a model until the minutes are over; the best ones become the preset `tuned`.

    The first trial is the preset itself. Trials of an earlier tuning that asked the same on the
    same log are taken up. What was tried stays when it is cancelled (`Cancelled` is raised on).
    Raises `SettingProblem` for settings that make no sense or a model without any to be tuned,
    `ModelProblem` when the log does not suffice.
    """
    project.check_writable()
    work = _Tuning(project, settings, progress)
    try:
        work.run()
    except Cancelled:
        work.conclude()
        raise
    if not work.study.done():
        raise ModelProblem("no trial was finished; give the tuning more minutes.")
    work.conclude()
    progress.step(1, 1)
    return told(work.study)


class _Tuning:
    """One call of `tune`."""

    def __init__(self, project: "Project", settings: TuneSettings, progress: Progress) -> None:
        info = model_info(settings.model)
        if not info.search:
            raise SettingProblem("{model} has no settings worth tuning.", model=info.name)
        self._began = time.monotonic()
        self._project, self._settings, self._progress = project, settings, progress
        self._base = info.complete(settings.preset, settings.overrides)
        self._figure = settings.figure(info.task)
        self._sign = -1.0 if self._figure in LOW_IS_GOOD else 1.0
        space = _space(info.search, self._base, settings.overrides)
        progress.step(0, 1, tr("Reading the log"))
        log = load_log(project)
        if not len(log):
            raise ModelProblem("the project holds no events yet; import a log first.")
        self._yardstick = _yardstick(info.task, log, settings, self._figure, self._base)
        self.study = self._study(space)
        start = {name: self._base[name] for name in space}
        self._searcher = Searcher(space, start, settings.seed, self.study.trials, self._sign)

    def run(self) -> None:
        limit_threads(self._settings.model, self._settings.threads)
        repeated = begun = 0
        while self._goes_on(begun) and repeated < MOST_REPEATED:
            asked = self._searcher.ask(len(self.study.trials), repeated)
            if self._was_tried(asked.params):
                self._searcher.drop(asked)
                repeated += 1
                continue
            repeated, begun = 0, begun + 1
            self._try(asked)

    def conclude(self) -> None:
        """Store what is best so far, with the reasons; nothing while no trial is done."""
        if not self.study.done():
            return
        shares = self._searcher.importances()
        self.study.chosen = choose(self.study, self._base, self._yardstick.user, shares)
        write_study(self._project, self.study)

    def _try(self, asked: Any) -> None:
        began, place = time.monotonic(), len(self.study.trials)
        watch = _Watch(self._progress, self._searcher, asked, self._share, place, self._is_late)
        value, state, message = None, "done", ""
        confirmed = None
        try:
            model = self._learn(asked.params, watch)
            value = self._sign * self._yardstick.choosing(model)
            if place == 0 or self._is_best(value):
                confirmed = self._sign * self._yardstick.confirming(model)
        except Hopeless:
            state = "pruned"
        except (Problem, ArithmeticError, MemoryError, RuntimeError, ValueError) as error:
            problem = spoken(error, self._settings.model)
            state, message = "failed", str(problem)
            if place == 0 or self._failures() >= FAILURES - 1:
                raise problem from error
        trial = Trial(
            place, dict(asked.params), value, round(time.monotonic() - began, 2),
            state, watch.curve, message,  # type: ignore[arg-type]
        )  # fmt: skip
        self._keep(trial, confirmed)
        self._searcher.tell(asked, trial)

    def _keep(self, trial: Trial, confirmed: Any) -> None:
        self.study.trials.append(trial)
        if confirmed is not None:
            first = {k: v for k, v in self.study.confirmed.items() if k == 0}
            self.study.confirmed = {**first, trial.number: confirmed}
        write_study(self._project, self.study)
        value = float("nan") if trial.value is None else trial.value
        self._progress.on_metric(self._figure, value, trial.number)

    def _learn(self, params: Mapping[str, Any], watch: Progress) -> Learner:
        chosen = {**self._base, **params}
        name, device = self._settings.model, self._settings.device
        return self._yardstick.learn(name, chosen, watch, device)

    def _is_best(self, value: float) -> bool:
        return all(self._sign * value > self._sign * (t.value or 0.0) for t in self.study.done())

    def _is_stale(self) -> bool:
        done = self.study.done()
        best = max(done, key=lambda t: self._sign * (t.value or 0.0), default=None)
        return best is not None and done[-1].number - best.number > STALE

    def _failures(self) -> int:
        """How many trials failed at the end of the list."""
        count = 0
        for trial in reversed(self.study.trials):
            if trial.state != "failed":
                break
            count += 1
        return count

    def _was_tried(self, params: Mapping[str, Any]) -> bool:
        return any(t.params == params for t in self.study.trials if t.state != "failed")

    def _goes_on(self, begun: int) -> bool:
        self._progress.check()
        most = self._settings.most_trials
        if most and begun >= most:
            return False
        if not self.study.trials:
            return True
        if self._is_stale():
            return False
        left = self._settings.minutes * 60 - (time.monotonic() - self._began)
        took = [trial.seconds for trial in self.study.trials if trial.state == "done"]
        return left > 0 and (not begun or left > median(took or [0.0]) / 2)

    def _is_late(self) -> bool:
        """Whether the time was over a usual trial ago: what still runs is left."""
        took = [trial.seconds for trial in self.study.trials if trial.state == "done"]
        over = time.monotonic() - self._began - self._settings.minutes * 60
        return bool(took) and over > median(took)

    def _share(self) -> float:
        """How much of the time is over."""
        return min((time.monotonic() - self._began) / (self._settings.minutes * 60), 1.0)

    def _study(self, space: Mapping[str, Search]) -> Study:
        """The stored trials where they answer the same question, else an empty list."""
        wish = self._settings
        asked = {
            "preset": wish.preset,
            "base": self._base,
            "space": {name: _plain(search) for name, search in space.items()},
            "metric": self._figure,
            "protocol": wish.protocol,
            "folds": wish.folds if wish.protocol == "rolling" else 0,
            "time": wish.time,
            "seed": wish.seed,
            "data": self._project.log.fingerprint(),
        }
        stored = read_study(self._project, wish.model)
        if stored is None:
            return Study(wish.model, asked)
        if wish.anew or stored.asked != asked:
            return Study(wish.model, asked, chosen=stored.chosen)
        return stored


class _Watch(Progress):
    """Listens to one trial: passes time on; stops it when its curve is hopeless or time is over."""

    def __init__(
        self,
        listener: Progress,
        searcher: Searcher,
        asked: Any,
        share: Callable[[], float],
        place: int,
        is_late: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._cancel = listener._cancel
        self._listener, self._searcher, self._asked = listener, searcher, asked
        self._share, self._place, self._is_late = share, place, is_late
        self._name = ""
        self.curve: dict[int, float] = {}

    def on_step(self, done: float, total: float, message: str) -> None:
        said = tr("Trial {number}: {message}", number=shown(self._place), message=message)
        self._listener.on_step(self._share(), 1.0, said)
        if self._place and self._is_late():
            raise Hopeless

    def on_metric(self, name: str, value: float, at: float) -> None:
        """Only the first curve that is no loss decides; for it, more is better."""
        self._name = self._name or ("" if "loss" in name else name)
        if name != self._name or value != value:
            return
        self.curve[int(at)] = round(float(value), 6)
        if self._place and self._searcher.is_hopeless(self._asked, value, int(at)):
            raise Hopeless


def _space(
    search: Mapping[str, Search], base: Mapping[str, Any], overrides: Mapping[str, object]
) -> dict[str, Search]:
    """What is searched, wide enough for the preset; what a person set by hand stays as it is."""
    return {
        name: found.with_value(base[name])
        for name, found in search.items()
        if name not in overrides
    }


def _plain(search: Search) -> list[Any]:
    return [search.low, search.high, search.log, list(search.choices)]


def _yardstick(
    task: str, log: EventLog, settings: TuneSettings, figure: str, base: Mapping[str, Any]
) -> Yardstick:
    known = known_log(log, settings)
    if task == "series":
        return SeriesYardstick(known, settings.seed)
    if task == "intent":
        return IntentYardstick(known, base, settings.seed)
    return RankYardstick(known, settings, figure, settings.seed)
