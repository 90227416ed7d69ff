"""What the evolution page calls its measures and periods."""

from stdesk.language import day, distance, mark, number, percent, tr, tr_dynamic

TITLES = {
    "events": mark("Events"),
    "mean_hour": mark("Mean hour of day"),
    "radius_km": mark("Radius of gyration"),
    "centre_km": mark("Distance from earlier centre"),
    "new_share": mark("Share of new places"),
    "entropy_bits": mark("Entropy"),
    "predictability": mark("Predictability, at best"),
}


def measure_title(name: str) -> str:
    return tr_dynamic(TITLES[name])


def measure_value(name: str, value: float) -> str:
    """A value as people read it."""
    if value != value:
        return "–"
    match name:
        case "events":
            return number(round(value, 1), 0 if float(value).is_integer() else 1)
        case "mean_hour":
            minutes = round(value * 60) % 1440
            return f"{minutes // 60}:{minutes % 60:02}"
        case "radius_km" | "centre_km":
            return distance(value)
        case "entropy_bits":
            return tr("{bits} bit", bits=number(value, 1))
        case _:
            return percent(value)


def measure_span(name: str, low: float, high: float) -> str:
    """From one value to another; a unit that both have is said once: 2.2 – 3.8 km."""
    first, last = measure_value(name, low), measure_value(name, high)
    if first == last:
        return last
    amount, _, unit = last.rpartition(" ")
    return f"{first.removesuffix(f' {unit}') if amount else first} – {last}"


def period_words(start_ms: int, days: int) -> str:
    """The days of a period."""
    if days == 1:
        return day(start_ms)
    return f"{day(start_ms)} – {day(start_ms + (days - 1) * 86_400_000)}"
