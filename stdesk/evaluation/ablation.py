"""What each deep model brings: the ranker with it and without it, it alone, fused in other ways."""

from typing import TYPE_CHECKING

from stdesk.errors import ModelProblem
from stdesk.evaluation.comparison import store
from stdesk.evaluation.figures import Judged, comparison
from stdesk.evaluation.instances import competing_items, instances_of, task_of_split
from stdesk.evaluation.ranking import ranked
from stdesk.evaluation.refits import learn
from stdesk.evaluation.sentences import about_drawn, verdict
from stdesk.evaluation.settings import AblateSettings, Evaluation
from stdesk.evaluation.splits import Split, drawn, splits
from stdesk.evaluation.variants import ALONE, Variant, variants
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.language import tr
from stdesk.models import Recommender, model_info
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project


def ablate(project: "Project", settings: AblateSettings, progress: Progress) -> Evaluation:
    """Learn every variant from the protocol's training part, judge all on the same test events.

    Each line but the first carries a paired test against the ranker alone. Raises `SettingProblem`
    for a part that cannot be one, `ModelProblem` when the log is too short.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    split = drawn(log, next(splits(log, settings.protocol)))
    if not len(split.test):
        raise ModelProblem(
            "the log is too short for {protocol}: nothing is left to be judged on.",
            protocol=settings.protocol,
        )
    lines, judged = list(variants(settings)), []
    for number, line in enumerate(lines):
        part = progress.part(number / len(lines), (number + 1) / len(lines))
        judged.append(_judge(log, split, line, settings, part))
    instances = instances_of(log, [split], settings.protocol, settings.time)
    values = comparison(judged, instances)
    number = store(project, log, [split], values, judged, instances)
    said = [*verdict(values), *about_drawn(len(instances.user), split.not_drawn, log)]
    return Evaluation(tuple(values), tuple(said), number)


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
