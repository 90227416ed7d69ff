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
    from stdesk.recommend.portrait_facts import (
        Alike,
        Expectation,
        ExpectedLine,
        Interest,
        Portrait,
        PortraitAnchor,
        PortraitPlace,
        PortraitSettings,
        TypicalDay,
    )
    from stdesk.recommend.portrait_sketch import Crowd, portrait, portraits, sketch, user_attributes
    from stdesk.recommend.portrait_studio import Studio
    from stdesk.recommend.portrait_words import (
        alike_line,
        anchor_line,
        clock,
        expected_line,
        expected_lines,
        export_portraits,
        interest_line,
        place_line,
        portrait_plain,
        portrait_sections,
        portrait_text,
        reach_lines,
        rhythm_lines,
        trust_said,
        who_lines,
    )
    from stdesk.recommend.route_export import ROUTE_SUFFIXES, export_routes
    from stdesk.recommend.route_lists import likely_routes
    from stdesk.recommend.route_settings import Route, RouteLists, RouteSettings, Stop
    from stdesk.recommend.segment_compare import SegmentComparison, compare_segments
    from stdesk.recommend.segment_words import (
        difference_said,
        distinction_said,
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
    "Alike",
    "Answer",
    "ChanceSettings",
    "Chances",
    "Cluster",
    "ClusterSettings",
    "Clusters",
    "Crowd",
    "EntryDetails",
    "Expectation",
    "ExpectedLine",
    "Interest",
    "LastSeen",
    "Miss",
    "MissSettings",
    "Misses",
    "PeopleLists",
    "PeopleSettings",
    "Portrait",
    "PortraitAnchor",
    "PortraitPlace",
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
    "Studio",
    "Target",
    "TypicalDay",
    "UserChance",
    "WhatIf",
    "When",
    "advice",
    "alike_line",
    "anchor_line",
    "apart",
    "check_place",
    "clock",
    "cluster_users",
    "compare_segments",
    "difference_said",
    "distinction_said",
    "entry_details",
    "events_of",
    "expected_line",
    "expected_lines",
    "export_chances",
    "export_lists",
    "export_misses",
    "export_people",
    "export_portraits",
    "export_routes",
    "figure_title",
    "figure_value",
    "instant_text",
    "interest_line",
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
    "place_line",
    "population",
    "portrait",
    "portrait_plain",
    "portrait_sections",
    "portrait_text",
    "portraits",
    "presets",
    "reach_lines",
    "reason_sentence",
    "recommend",
    "record",
    "rhythm_lines",
    "says_chances",
    "segment_users",
    "sketch",
    "table_cell",
    "traits_of",
    "trust_said",
    "user_attributes",
    "user_chances",
    "users_by_rule",
    "week_moments",
    "who_lines",
    "write_atomically",
    "write_csv",
    "write_json",
    "write_workbook",
]

_ROOMS = {  # and what each of them shows
    "chances": "ChanceSettings Chances UserChance says_chances user_chances",
    "chances_export": "export_chances",
    "details": "EntryDetails entry_details presets",
    "dial": "odds_factor",
    "export": (
        "export_lists instant_text list_columns list_records list_rows lists_sheet record "
        "write_json"
    ),
    "files": "Sheet check_place table_cell write_atomically write_csv write_workbook",
    "lists": "recommend",
    "miss_export": "export_misses misses_object",
    "miss_settings": "LastSeen Miss MissSettings Misses",
    "people_export": "export_people",
    "people_lists": "people",
    "people_settings": "PEOPLE_KINDS Acquaintance PeopleLists PeopleSettings",
    "portrait_facts": (
        "Alike Expectation ExpectedLine Interest Portrait PortraitAnchor PortraitPlace "
        "PortraitSettings TypicalDay"
    ),
    "portrait_sketch": "Crowd portrait portraits sketch user_attributes",
    "portrait_studio": "Studio",
    "portrait_words": (
        "alike_line anchor_line clock expected_line expected_lines export_portraits interest_line "
        "place_line portrait_plain portrait_sections portrait_text reach_lines rhythm_lines "
        "trust_said who_lines"
    ),
    "route_export": "ROUTE_SUFFIXES export_routes",
    "route_lists": "likely_routes",
    "route_settings": "Route RouteLists RouteSettings Stop",
    "segment_compare": "SegmentComparison compare_segments",
    "segment_words": (
        "difference_said distinction_said figure_title figure_value interval_said origin_said"
    ),
    "segment_work": (
        "Cluster ClusterSettings Clusters apart cluster_users events_of keep_clusters mix_names "
        "population segment_users traits_of users_by_rule"
    ),
    "sentences": "reason_sentence",
    "suitability": "advice",
    "week": "When moment_of week_moments",
    "what_if": "Answer Senses WhatIf",
    "why_missed": "misses",
}
_FROM = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """The work is imported when it is asked for, so that the window opens without it."""
    from importlib import import_module

    if name not in _FROM:
        raise AttributeError(name)
    return getattr(import_module(f"stdesk.recommend.{_FROM[name]}"), name)
