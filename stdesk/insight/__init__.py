"""What the behaviour is: rhythms, places, mobility, flows, change. Plain arrays in, facts out."""

from stdesk.insight.area import Corner, inside
from stdesk.insight.clusters import Clustering, Stability
from stdesk.insight.company import Company, Meetings, company, meetings
from stdesk.insight.distance import centre, great_circle_km, jump_lengths, radius_of_gyration
from stdesk.insight.distinction import Distinction, cliffs_delta, distinctions, nameable, names_of
from stdesk.insight.drift import Change, Drift, drift, drift_facts
from stdesk.insight.flows import Flows, Moves, flows, flows_of_trips, flows_of_visits, moves
from stdesk.insight.frames import Frames, frames, step_for
from stdesk.insight.grouping import ASPECTS, Aspect, Grouping, group_users
from stdesk.insight.hexes import Hexes, addresses, hexes, outlines, parents
from stdesk.insight.interests import Leanings, leanings, usual_shares
from stdesk.insight.likeness import Profiles, profiles, shared_items
from stdesk.insight.marks import Marks, marks
from stdesk.insight.mix import category_mix, regularity
from stdesk.insight.pairs import Pairs
from stdesk.insight.paths import Arcs, Path, arcs, path
from stdesk.insight.places import (
    Anchor,
    TopPlaces,
    cells,
    first_visits,
    home_and_work,
    new_share,
    top_places,
)
from stdesk.insight.predictability import Entropy, entropy, highest_predictability, sequence_entropy
from stdesk.insight.profile import Profile, profile
from stdesk.insight.rhythm import (
    Unit,
    Volume,
    burstiness,
    date_by_hour,
    hour_of_week,
    mean_hour,
    period,
    period_start_ms,
    volume,
    week_rhythm,
)
from stdesk.insight.rule_text import (
    condition_sentence,
    condition_text,
    read_condition,
    read_rule,
    rule_sentence,
)
from stdesk.insight.screen import Bounds, bounds_of, to_pixels
from stdesk.insight.segment_comparison import Compared, Figure, compare, figures_of
from stdesk.insight.segment_rules import (
    NAMED,
    NO_BOUND,
    SHARES,
    WHATS,
    Condition,
    Population,
    Rule,
    What,
    matching,
    rule_of,
)
from stdesk.insight.sessions import session_bounds, session_numbers
from stdesk.insight.spots import Spots, in_cells, in_places, in_squares
from stdesk.insight.traits import Events, Traits, mix_codes, traits
from stdesk.insight.visits import Visits

__all__ = [
    "ASPECTS",
    "NAMED",
    "NO_BOUND",
    "SHARES",
    "WHATS",
    "Anchor",
    "Arcs",
    "Aspect",
    "Bounds",
    "Change",
    "Clustering",
    "Company",
    "Compared",
    "Condition",
    "Corner",
    "Distinction",
    "Drift",
    "Entropy",
    "Events",
    "Figure",
    "Flows",
    "Frames",
    "Grouping",
    "Hexes",
    "Leanings",
    "Marks",
    "Meetings",
    "Moves",
    "Pairs",
    "Path",
    "Population",
    "Profile",
    "Profiles",
    "Rule",
    "Spots",
    "Stability",
    "TopPlaces",
    "Traits",
    "Unit",
    "Visits",
    "Volume",
    "What",
    "addresses",
    "arcs",
    "bounds_of",
    "burstiness",
    "category_mix",
    "cells",
    "centre",
    "cliffs_delta",
    "company",
    "compare",
    "condition_sentence",
    "condition_text",
    "date_by_hour",
    "distinctions",
    "drift",
    "drift_facts",
    "entropy",
    "figures_of",
    "first_visits",
    "flows",
    "flows_of_trips",
    "flows_of_visits",
    "frames",
    "great_circle_km",
    "group_users",
    "hexes",
    "highest_predictability",
    "home_and_work",
    "hour_of_week",
    "in_cells",
    "in_places",
    "in_squares",
    "inside",
    "jump_lengths",
    "leanings",
    "marks",
    "matching",
    "mean_hour",
    "meetings",
    "mix_codes",
    "moves",
    "nameable",
    "names_of",
    "new_share",
    "outlines",
    "parents",
    "path",
    "period",
    "period_start_ms",
    "profile",
    "profiles",
    "radius_of_gyration",
    "read_condition",
    "read_rule",
    "regularity",
    "rule_of",
    "rule_sentence",
    "sequence_entropy",
    "session_bounds",
    "session_numbers",
    "shared_items",
    "step_for",
    "to_pixels",
    "top_places",
    "traits",
    "usual_shares",
    "volume",
    "week_rhythm",
]
