"""How far people go: great-circle distances, jumps, and the radius that holds a life."""

import numpy as np

EARTH_KM = 6371.0088


def great_circle_km(
    latitude: np.ndarray, longitude: np.ndarray, to_latitude: np.ndarray, to_longitude: np.ndarray
) -> np.ndarray:
    """Distance between points in degrees, in km; the arrays broadcast. NaN where one is NaN."""
    phi, to_phi = np.radians(latitude), np.radians(to_latitude)
    half_north = np.sin((to_phi - phi) / 2) ** 2
    half_east = np.sin(np.radians(np.subtract(to_longitude, longitude)) / 2) ** 2
    chord = np.clip(half_north + np.cos(phi) * np.cos(to_phi) * half_east, 0, 1)
    return 2 * EARTH_KM * np.arcsin(np.sqrt(chord))


def centre(latitude: np.ndarray, longitude: np.ndarray) -> tuple[float, float]:
    """The point in degrees whose direction is the mean of the visits'; NaN visits are left out.

    Raises ValueError when no visit has coordinates.
    """
    latitude, longitude = _known(latitude, longitude)
    phi, lam = np.radians(latitude), np.radians(longitude)
    x, y = (np.cos(phi) * np.cos(lam)).mean(), (np.cos(phi) * np.sin(lam)).mean()
    z = np.sin(phi).mean()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def radius_of_gyration(latitude: np.ndarray, longitude: np.ndarray) -> float:
    """Root-mean-square great-circle distance of visits from their centre, in km.

    latitude, longitude: (visits,) in degrees; NaN visits are left out, none left raises ValueError.
    González et al., "Understanding individual human mobility patterns", Nature 2008.
    """
    middle = centre(latitude, longitude)
    km = great_circle_km(*_known(latitude, longitude), *map(np.asarray, middle))
    return float(np.sqrt(np.mean(km**2)))


def jump_lengths(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(visits - 1,) km between each visit and the next, in time order; NaN where one is unknown."""
    return great_circle_km(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])


def _known(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if not known.any():
        raise ValueError("no visit has coordinates")
    return latitude[known], longitude[known]
