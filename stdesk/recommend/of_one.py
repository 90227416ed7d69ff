"""Reasons whose English changes where a value is 1; Chinese has one form for one and for many.

They are chosen when a reason is said, since projects keep the text for many beside its values.
"""

# By the text for many: the value that counts, and the text for one.
OF_ONE = {
    "one person had this, {count} times in all": ("count", "one person had this, once"),
    "one person was here, {count} times in all": ("count", "one person was here, once"),
    "the category {category} has {count} of your {total} events": (
        "total",
        "the category {category} has your only event",
    ),
    "the category {category} has {count} of your {total} visits": (
        "total",
        "the category {category} has your only visit",
    ),
    "{visits} of your {events} earlier events": ("events", "your only earlier event"),
    "people go here after {place} ({times} times)": (
        "times",
        "people go here after {place} (once)",
    ),
    "someone whom you often meet was there {hours} hours before": (
        "hours",
        "someone whom you often meet was there an hour before",
    ),
    "someone who often has the same as you at the same time had it {hours} hours before": (
        "hours",
        "someone who often has the same as you at the same time had it an hour before",
    ),
    "{times} of your {total} visits are to it": ("total", "your only visit is to it"),
    "{times} of your {total} visits at this time are to it": (
        "total",
        "your only visit at this time is to it",
    ),
    "after {place}, everyone went there {times} of {total} times": (
        "total",
        "after {place}, the one who went on went there",
    ),
    "after {place} at this time, everyone went there {times} of {total} times": (
        "total",
        "after {place} at this time, the one who went on went there",
    ),
    "after {place}, you went there {times} of {total} times": (
        "total",
        "after {place}, you went there the one time",
    ),
    "after {place} at this time, you went there {times} of {total} times": (
        "total",
        "after {place} at this time, you went there the one time",
    ),
    "after the last {order} places, everyone went there {times} of {total} times": (
        "total",
        "after the last {order} places, the one who went on went there",
    ),
    "after the last {order} places, you went there {times} of {total} times": (
        "total",
        "after the last {order} places, you went there the one time",
    ),
    "{minutes} minutes": ("minutes", "{minutes} minute"),
    "{hours} hours": ("hours", "{hours} hour"),
    "{days} days": ("days", "{days} day"),
    "known for {days} days": ("days", "known for {days} day"),
    "the newest visit took {minutes} minutes": (
        "minutes",
        "the newest visit took {minutes} minute",
    ),
    "the newest visit was to {count} things": ("count", "the newest visit was to one thing"),
    "{what}, not yet followed by {act}: {count} things": (
        "count",
        "{what}, not yet followed by {act}: {count} thing",
    ),
    "everyone: {count} events with {thing}, the last thing": (
        "count",
        "everyone: {count} event with {thing}, the last thing",
    ),
    "everyone: {act} {count} times with {thing}, the last thing": (
        "count",
        "everyone: {act} once with {thing}, the last thing",
    ),
    "everyone: {count} events in the category {category}": (
        "count",
        "everyone: {count} event in the category {category}",
    ),
    "everyone: {act} {count} times in the category {category}": (
        "count",
        "everyone: {act} once in the category {category}",
    ),
}
