"""What each deep model brings: the ranker with it and without it, it alone, fused in other ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.evaluation.comparison import competing_items, instances_of, task_of_split
from stdesk.evaluation.figures import Judged, comparison
from stdesk.evaluation.ranking import ranked
from stdesk.evaluation.refits import learn
from stdesk.evaluation.sentences import RELIABLE, main_figure
from stdesk.evaluation.settings import AblateSettings, Evaluation
from stdesk.evaluation.splits import Split, splits
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.language import mark, tr
from stdesk.models import Reason, Recommender, model_info
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project

ALONE = "ranker"
FUSIONS = ("add", "multiply", "gate")


@dataclass(frozen=True)
class Variant:
    """One line of the table. part: the model that is added to the ranker, if it is one."""

    label: str
    model: str
    overrides: Mapping[str, Any]
    part: str = ""


def ablate(project: "Project", settings: AblateSettings, progress: Progress) -> Evaluation:
    """Learn every variant from the protocol's training part, judge all on the same test events.

    Each line but the first carries a paired test against the ranker alone. Raises `SettingProblem`
    for a part that cannot be one, `ModelProblem` when the log is too short.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    split = next(splits(log, settings.protocol))
    if not len(split.test):
        raise ModelProblem(
            "the log is too short for {protocol}: nothing is left to be judged on.",
            protocol=settings.protocol,
        )
    lines, judged = list(variants(settings)), []
    for number, line in enumerate(lines):
        part = progress.part(number / len(lines), (number + 1) / len(lines))
        judged.append(_judge(log, split, line, settings, part))
    values = comparison(judged, instances_of(log, [split], settings.protocol, settings.time))
    number = 0 if project.read_only else project.results.add_evaluation(values)
    return Evaluation(tuple(values), tuple(said_of_parts(values, lines)), number)


def variants(settings: AblateSettings) -> Iterator[Variant]:
    """The ranker alone, with each part and with all; each part alone; time and space fused."""
    parts = settings.parts
    for part in parts:
        info = model_info(part)
        if info.task != "items" or part == ALONE:
            raise SettingProblem("{model} cannot be a component of the ranker.", model=part)
    yield Variant(ALONE, ALONE, {"components": ""})
    for part in parts:
        yield Variant(f"{ALONE} + {part}", ALONE, _with((part,), settings.preset), part)
    if len(parts) > 1:
        yield Variant(" + ".join((ALONE, *parts)), ALONE, _with(parts, settings.preset))
    for part in parts:
        yield Variant(part, part, {})
    for how in FUSIONS:
        yield Variant(f"fusion ({how})", "fusion", {"how": how})


def _with(parts: Sequence[str], preset: str) -> dict[str, Any]:
    return {"components": ", ".join(parts), "component_preset": preset}


def said_of_parts(values: Sequence[Measured], lines: Sequence[Variant]) -> Iterator[Reason]:
    """Whether each part earns its keep."""
    main = {
        row.model: row
        for row in values
        if row.part == "all" and row.fold is None and row.name == main_figure(row.protocol)
    }
    for line in lines:
        if not line.part:
            continue
        found, alone = main[line.label], main[ALONE]
        sure = found.p_value is not None and found.p_value < RELIABLE
        if sure and found.value > alone.value:
            text = mark("{part} earns its place in the ranker: {name} {value} against {other}.")
        elif sure:
            text = mark("{part} harms the ranker: {name} {value} against {other}.")
        else:
            text = mark(
                "{part} is not needed in the ranker: {name} {value} against {other} may be chance."
            )
        said = {"part": line.part, "name": found.name}
        yield Reason(text, {**said, "value": f"{found.value:.4f}", "other": f"{alone.value:.4f}"})


def _judge(
    log: EventLog, split: Split, line: Variant, settings: AblateSettings, progress: Progress
) -> Judged:
    task = task_of_split(log, split, settings.seed)
    chosen = model_info(line.model).complete(settings.preset, line.overrides)
    doing = tr("Judging {model}", model=line.label)
    model, cost = learn(line.model, chosen, task, progress.part(0.0, 0.9, doing))
    if not isinstance(model, Recommender):
        raise ModelProblem("{model} does not rank items.", model=line.model)
    contexts = contexts_of_events(log, split.test, settings.time == "given")
    competing, item = competing_items(log, split), log.item[split.test]
    found = ranked(model, contexts, item, competing, progress.part(0.9, 1.0, doing))
    return Judged(line.label, None, line.label == ALONE, found, cost)
