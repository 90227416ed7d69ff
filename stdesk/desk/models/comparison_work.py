"""What the comparison does in the background: judge, ablate, read what is stored."""

from dataclasses import dataclass
from typing import Any

from stdesk.desk.look.titles import local_moment, protocol_title, title_of
from stdesk.desk.models.comparison_table import Line, line_of, own_name
from stdesk.evaluation.variants import is_ablation
from stdesk.language import mark, tr, tr_dynamic
from stdesk.progress import Progress
from stdesk.project import Measured, Project, RunRecord

TIME_TITLES = {
    "given": mark("The moment is given"),
    "unknown": mark("The moment is unknown"),
    "none": mark("No moment is asked for"),
}
Sentence = tuple[str, dict[str, Any]]


def compared(project: Project, settings: Any, progress: Progress) -> Any:
    """Every run beside the baselines; what is said of it stays with the project."""
    from stdesk.evaluation import evaluate

    return _kept(project, evaluate(project, settings, progress))


def ablated(project: Project, settings: Any, progress: Progress) -> Any:
    """The ranker with and without other models; what is said of it stays with the project."""
    from stdesk.evaluation import ablate

    return _kept(project, ablate(project, settings, progress))


@dataclass(frozen=True)
class Stored:
    """A comparison as it is kept. sentences: what was said of it; runs: of the project."""

    values: list[Measured]
    sentences: list[Sentence]
    runs: dict[int, RunRecord]

    def said(self) -> list[str]:
        """The sentences, with the models called as everywhere on screen."""
        from stdesk.evaluation import named
        from stdesk.models import Reason
        from stdesk.recommend import reason_sentence

        lines = {line_of(value.model, value.run) for value in self.values}
        models = [line.model for line in lines]

        def name(model: str, run: int | None) -> str:
            return own_name(Line(model, run), models, self.runs) or title_of(model)

        return [reason_sentence(named(Reason(*said), name)) for said in self.sentences]


def stored(project: Project, number: int) -> Stored:
    """What is kept of a comparison; of one made elsewhere, the verdict."""
    from stdesk.evaluation import verdict

    values = project.results.evaluation(number)
    said = project.setting(_key(number)) or [(s.text, s.values) for s in verdict(values)]
    return Stored(values, said, {run.id: run for run in project.runs.all()})


def title_of_stored(row: dict[str, Any]) -> str:
    """How a stored comparison is called in the list."""
    said = protocol_title(row["protocol"])
    if is_ablation(row["names"].split(",")):
        said = tr("{protocol}, what models add", protocol=said)
    return tr(
        "{number}: {protocol} · {when} · {time}",
        number=row["evaluation"],
        protocol=said,
        time=tr_dynamic(TIME_TITLES.get(row["time"], row["time"])),
        when=local_moment(row["measured_at"]),
    )


def _kept(project: Project, evaluation: Any) -> Any:
    said = [(sentence.text, sentence.values) for sentence in evaluation.sentences]
    project.set_setting(_key(evaluation.number), said)
    return evaluation


def _key(number: int) -> str:
    """The setting that keeps the sentences of a comparison with the project."""
    return f"sentences of comparison {number}"
