"""Commands that look ahead: forecast, flows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stdesk.cli.options import AsJson, ProjectFile, User
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import figure, percent, tr, tr_dynamic

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.models import FlowBacktest
    from stdesk.training import Forecast

SHOWN = 10
FileOut = Annotated[Path, typer.Option("--out", help=tr("The .csv or .json file to write."))]


def forecast(
    project: ProjectFile,
    out: FileOut,
    horizon: Annotated[int, typer.Option(min=1, help=tr("How many periods ahead."))] = 14,
    user: User = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help=tr("A category."))] = None,
    unit: Annotated[
        Literal["day", "hour", "week"], typer.Option(help=tr("How long a period is."))
    ] = "day",
    auto_arima: Annotated[
        bool,
        typer.Option(
            "--auto-arima", help=tr("Try AutoARIMA on the past too (needs statsforecast; slow).")
        ),
    ] = False,
    run: Annotated[
        int | None,
        typer.Option("--run", help=tr("All series of a trained run: arma, ets, cells.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forecast how much activity comes: of a user, a category, everyone, or all series of a run."""
    from stdesk.project import open_project
    from stdesk.training import ForecastSettings
    from stdesk.training import forecast as make_forecast

    with Terminal(as_json) as terminal:
        if run is not None:
            if user is not None or category is not None or auto_arima:
                raise SettingProblem("with --run, its own series are forecast; name no others.")
            _of_run(terminal, project, out, run, horizon)
            return
        settings = ForecastSettings(
            user=user, category=category, unit=unit, horizon=horizon, auto_arima=auto_arima
        )
        with open_project(project, read_only=True) as opened:
            made = make_forecast(opened, settings, terminal.progress)
        table = made.table()
        rows = [[row.pop("begin").isoformat(), *row.values()] for row in table.to_pylist()]
        write_table(out, table.column_names, rows)
        p, q = made.orders
        answer = {
            "out": out,
            "horizon": len(rows),
            "orders": {"ar": p, "ma": q},
            "equation": made.equation,
            "backtest": made.backtest,
            "verdict": made.verdict(),
        }
        said = tr("Wrote {path}: ARMA({p}, {q}), {n} periods.", path=out, p=p, q=q, n=len(rows))
        shown: list[Any] = [_scores(made)] if made.backtest is not None else []
        terminal.answer(answer, *shown, made.equation, made.verdict(), said)


def _of_run(terminal: Terminal, project: Path, out: Path, run: int, horizon: int) -> None:
    from stdesk.project import open_project
    from stdesk.training import forecast_run

    with open_project(project, read_only=True) as opened:
        made = forecast_run(opened, run, horizon, terminal.progress)
    table = made.table()
    rows = [
        [value.isoformat() if name == "begin" else value for name, value in row.items()]
        for row in table.to_pylist()
    ]
    write_table(out, table.column_names, rows)
    answer = {"out": out, "run": run, "model": made.model, "equations": made.equations}
    said = tr(
        "Wrote {path}: {n} series, {periods} periods.",
        path=out,
        n=len(made.series),
        periods=horizon,
    )
    shown = [f"{one.whose} {one.name} ({one.unit}): {one.equation}" for one in made.series[:SHOWN]]
    terminal.answer(answer | {"series": len(made.series)}, *map(escaped, shown), said)


def flows(
    project: ProjectFile,
    out: FileOut,
    horizon: Annotated[int, typer.Option(min=1, help=tr("How many hours ahead."))] = 24,
    places: Annotated[
        int, typer.Option(min=2, help=tr("How many of the busiest places take part."))
    ] = 100,
    least: Annotated[
        float, typer.Option(min=0, help=tr("Leave out flows of fewer expected moves an hour."))
    ] = 0.01,
    as_json: AsJson = False,
) -> None:
    """Forecast how many move from which place to which, in each of the next hours."""
    from stdesk.project import open_project
    from stdesk.training import FlowSettings, forecast_flows

    with Terminal(as_json) as terminal:
        settings = FlowSettings(horizon=horizon, places=places, least=least)
        with open_project(project, read_only=True) as opened:
            made = forecast_flows(opened, settings, terminal.progress)
        table = made.table()
        rows = [[row.pop("begin").isoformat(), *row.values()] for row in table.to_pylist()]
        write_table(out, table.column_names, rows)
        answer = {
            "out": out,
            "rows": len(rows),
            "places": len(made.nodes),
            "kind": made.nodes.whose,
            "horizon": horizon,
            "expected": float(made.expected.sum()),
            "backtest": made.backtest,
            "verdict": made.verdict(),
        }
        said = tr(
            "Wrote {path}: {n} flows of {hours} hours between {places} places.",
            path=out,
            n=len(rows),
            hours=horizon,
            places=len(made.nodes),
        )
        shown: list[Any] = [_flow_scores(made.backtest)] if made.backtest is not None else []
        terminal.answer(answer, *shown, made.verdict(), said)


def _flow_scores(tried: "FlowBacktest") -> "Table":
    """Ours and the simple rules on the past, relative to the week before."""
    from rich.table import Table

    titles = {
        "flows": tr("this forecast"),
        "week": tr("the week before"),
        "day": tr("the day before"),
        "usual": tr("the mean of the hour of the week"),
        "none": tr("nobody moves"),
    }
    table = Table(box=None, pad_edge=False)
    table.add_column(tr("error as a share of that of the week before"))
    for span in (tr("by hour"), tr("by day")):
        for name in ("MAE", "RMSE", "CRPS"):
            table.add_column(f"{name}\n{span}", justify="right")
    for name, title in titles.items():
        cells = []
        for scores in (tried.by_hour, tried.by_day):
            own, week = scores[name], scores["week"]
            cells += [own.mae / week.mae, own.rmse / week.rmse, own.crps / week.crps]
        table.add_row(title, *(figure(cell) for cell in cells))
    return table


def escaped(text: str) -> str:
    """As it stands, with brackets that are no mark-up."""
    from rich.markup import escape

    return escape(text)


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """CSV, or a list of objects where the name ends in .json."""
    from stdesk.recommend import write_csv, write_json

    if path.suffix.lower() == ".json":
        write_json(path, [dict(zip(columns, row, strict=True)) for row in rows])
    else:
        write_csv(path, columns, rows)


def _scores(made: "Forecast") -> "Table":
    """The forecast and its opponents on the past, the best first."""
    from rich.table import Table

    from stdesk.training import OPPONENTS

    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in ("MASE", "RMSSE", "CRPS", "80 %", "95 %"):
        table.add_column(name, justify="right")
    scores = made.backtest.scores.items() if made.backtest is not None else []
    for name, one in sorted(scores, key=lambda pair: pair[1].mase):
        title = "ARMA({}, {})".format(*made.orders)
        table.add_row(
            title if name == "arma" else tr_dynamic(OPPONENTS[name]),
            *(figure(value) for value in (one.mase, one.rmsse, one.crps)),
            *(percent(value) for value in (one.coverage80, one.coverage95)),
        )
    return table
