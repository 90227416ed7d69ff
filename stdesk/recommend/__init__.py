"""Ranked lists for users, at a moment and a place, each line with reasons that hold in the log.

lists = recommend(project, RecommendSettings(run=3, users=("470",)), Progress())
print([(row.rank, row.name, [reason_sentence(r) for r in row.reasons]) for row in lists.rows])
"""

from typing import TYPE_CHECKING, Any

from stdesk.recommend.settings import (
    RecommendationLists,
    Recommended,
    RecommendSettings,
    Target,
)

if TYPE_CHECKING:
    from stdesk.recommend.export import (
        export_lists,
        instant_text,
        list_columns,
        list_records,
        list_rows,
        lists_sheet,
        record,
        write_json,
    )
    from stdesk.recommend.files import (
        Sheet,
        check_place,
        table_cell,
        write_atomically,
        write_csv,
        write_workbook,
    )
    from stdesk.recommend.lists import recommend
    from stdesk.recommend.sentences import reason_sentence
    from stdesk.recommend.suitability import advice

__all__ = [
    "RecommendSettings",
    "RecommendationLists",
    "Recommended",
    "Sheet",
    "Target",
    "advice",
    "check_place",
    "export_lists",
    "instant_text",
    "list_columns",
    "list_records",
    "list_rows",
    "lists_sheet",
    "reason_sentence",
    "recommend",
    "record",
    "table_cell",
    "write_atomically",
    "write_csv",
    "write_json",
    "write_workbook",
]

_FROM = {
    "Sheet": "files",
    "advice": "suitability",
    "check_place": "files",
    "export_lists": "export",
    "instant_text": "export",
    "list_columns": "export",
    "list_records": "export",
    "list_rows": "export",
    "lists_sheet": "export",
    "reason_sentence": "sentences",
    "recommend": "lists",
    "record": "export",
    "table_cell": "files",
    "write_atomically": "files",
    "write_csv": "files",
    "write_json": "export",
    "write_workbook": "files",
}


def __getattr__(name: str) -> Any:
    """The work is imported when it is asked for, so that the window opens without it."""
    from importlib import import_module

    if name not in _FROM:
        raise AttributeError(name)
    return getattr(import_module(f"stdesk.recommend.{_FROM[name]}"), name)
