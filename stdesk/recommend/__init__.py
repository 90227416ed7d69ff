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
    from stdesk.recommend.chances import (
        Chances,
        ChanceSettings,
        UserChance,
        says_chances,
        user_chances,
    )
    from stdesk.recommend.chances_export import export_chances
    from stdesk.recommend.details import EntryDetails, entry_details, presets
    from stdesk.recommend.dial import odds_factor
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
    from stdesk.recommend.miss_export import export_misses, misses_object
    from stdesk.recommend.miss_settings import LastSeen, Miss, Misses, MissSettings
    from stdesk.recommend.people_export import export_people
    from stdesk.recommend.people_lists import people
    from stdesk.recommend.people_settings import (
        PEOPLE_KINDS,
        Acquaintance,
        PeopleLists,
        PeopleSettings,
    )
    from stdesk.recommend.portrait_facts import Portrait, PortraitSettings
    from stdesk.recommend.portrait_sketch import Crowd, portrait, portraits, sketch, user_attributes
    from stdesk.recommend.portrait_words import (
        export_portraits,
        portrait_plain,
        portrait_sections,
        portrait_text,
    )
    from stdesk.recommend.route_export import ROUTE_SUFFIXES, export_routes
    from stdesk.recommend.route_lists import likely_routes
    from stdesk.recommend.route_settings import Route, RouteLists, RouteSettings, Stop
    from stdesk.recommend.segment_compare import SegmentComparison, compare_segments
    from stdesk.recommend.segment_words import (
        difference_said,
        figure_title,
        figure_value,
        interval_said,
        origin_said,
    )
    from stdesk.recommend.segment_work import (
        Cluster,
        Clusters,
        ClusterSettings,
        apart,
        cluster_users,
        events_of,
        keep_clusters,
        mix_names,
        population,
        segment_users,
        traits_of,
        users_by_rule,
    )
    from stdesk.recommend.sentences import reason_sentence
    from stdesk.recommend.suitability import advice
    from stdesk.recommend.week import When, moment_of, week_moments
    from stdesk.recommend.what_if import Answer, Senses, WhatIf
    from stdesk.recommend.why_missed import misses

__all__ = [
    "PEOPLE_KINDS",
    "ROUTE_SUFFIXES",
    "Acquaintance",
    "Answer",
    "ChanceSettings",
    "Chances",
    "Cluster",
    "ClusterSettings",
    "Clusters",
    "Crowd",
    "EntryDetails",
    "LastSeen",
    "Miss",
    "MissSettings",
    "Misses",
    "PeopleLists",
    "PeopleSettings",
    "Portrait",
    "PortraitSettings",
    "RecommendSettings",
    "RecommendationLists",
    "Recommended",
    "Route",
    "RouteLists",
    "RouteSettings",
    "SegmentComparison",
    "Senses",
    "Sheet",
    "Stop",
    "Target",
    "UserChance",
    "WhatIf",
    "When",
    "advice",
    "apart",
    "check_place",
    "cluster_users",
    "compare_segments",
    "difference_said",
    "entry_details",
    "events_of",
    "export_chances",
    "export_lists",
    "export_misses",
    "export_people",
    "export_portraits",
    "export_routes",
    "figure_title",
    "figure_value",
    "instant_text",
    "interval_said",
    "keep_clusters",
    "likely_routes",
    "list_columns",
    "list_records",
    "list_rows",
    "lists_sheet",
    "misses",
    "misses_object",
    "mix_names",
    "moment_of",
    "odds_factor",
    "origin_said",
    "people",
    "population",
    "portrait",
    "portrait_plain",
    "portrait_sections",
    "portrait_text",
    "portraits",
    "presets",
    "reason_sentence",
    "recommend",
    "record",
    "says_chances",
    "segment_users",
    "sketch",
    "table_cell",
    "traits_of",
    "user_attributes",
    "user_chances",
    "users_by_rule",
    "week_moments",
    "write_atomically",
    "write_csv",
    "write_json",
    "write_workbook",
]

_FROM = {
    "export_portraits": "portrait_words",
    "portrait_plain": "portrait_words",
    "portrait_sections": "portrait_words",
    "portrait_text": "portrait_words",
    "Cluster": "segment_work",
    "Clusters": "segment_work",
    "ClusterSettings": "segment_work",
    "apart": "segment_work",
    "cluster_users": "segment_work",
    "events_of": "segment_work",
    "keep_clusters": "segment_work",
    "mix_names": "segment_work",
    "population": "segment_work",
    "segment_users": "segment_work",
    "traits_of": "segment_work",
    "users_by_rule": "segment_work",
    "SegmentComparison": "segment_compare",
    "compare_segments": "segment_compare",
    "difference_said": "segment_words",
    "figure_title": "segment_words",
    "figure_value": "segment_words",
    "interval_said": "segment_words",
    "origin_said": "segment_words",
    **dict.fromkeys(("LastSeen", "Miss", "MissSettings", "Misses"), "miss_settings"),
    "export_misses": "miss_export",
    "misses_object": "miss_export",
    "misses": "why_missed",
    "Answer": "what_if",
    "EntryDetails": "details",
    "Senses": "what_if",
    "WhatIf": "what_if",
    "When": "week",
    "entry_details": "details",
    "moment_of": "week",
    "odds_factor": "dial",
    "presets": "details",
    "week_moments": "week",
    "ROUTE_SUFFIXES": "route_export",
    "export_routes": "route_export",
    "likely_routes": "route_lists",
    "Route": "route_settings",
    "RouteLists": "route_settings",
    "RouteSettings": "route_settings",
    "Stop": "route_settings",
    "PEOPLE_KINDS": "people_settings",
    "Acquaintance": "people_settings",
    "PeopleLists": "people_settings",
    "PeopleSettings": "people_settings",
    "export_people": "people_export",
    "people": "people_lists",
    "Crowd": "portrait_sketch",
    "Portrait": "portrait_facts",
    "PortraitSettings": "portrait_facts",
    "portrait": "portrait_sketch",
    "portraits": "portrait_sketch",
    "sketch": "portrait_sketch",
    "user_attributes": "portrait_sketch",
    "ChanceSettings": "chances",
    "Chances": "chances",
    "Sheet": "files",
    "UserChance": "chances",
    "advice": "suitability",
    "user_chances": "chances",
    "export_chances": "chances_export",
    "says_chances": "chances",
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
