"""Finds the finest H3 cells of many positions at once, by arithmetic on whole arrays.

H3 lays its cells on the twenty faces of an icosahedron. In the plane of a face they are hexagons
around the points a + b w of a lattice, w = exp(2 pi i / 3). Going to the next coarser resolution
divides by 2 - w or 3 + w in turn; what remains, one of seven, is a digit of the cell's index. Which
base cell a patch of a face belongs to, and how its digits are turned, is learned from one position
in it, of which h3 itself is asked. So it is of all positions so near to an edge that rounding
decides. Sahr, White, Kimerling, "Geodesic discrete global grid systems", 2003, and H3's faceijk.c.
"""

from functools import cache
from itertools import combinations, repeat

import numpy as np

FINEST = 12  # cells of about 20 m across
_SLICE = 32_768  # positions at a time, whose arrays stay in the processor's cache
_STEP = 49  # four resolutions at once: ((2 - w) (3 + w)) ** 2
_STEP_BITS = 12
_LENGTH = 7.0 ** (FINEST // 2) * 2 / (3 - 5**0.5)  # cells in the length of the sphere's radius
_NEAR_EDGE = 1e-6  # of a cell's width, some micrometres; h3's own error is a hundredth of that
_NEAR_MIDDLE = 1000  # cells around the middle of a face, where h3 loses digits
_NEAR_FACE = 1e-9
_SLACK = 1e-6  # of an angle that comes from a cosine
_PATCHES = 7 * 7 * 8  # of a face: the base cell's a and b, from -3 to 3, and the leading digit
_UNKNOWN, _ASK = -1, 6  # in the place of how often a patch is turned by 60 degrees
_DIGIT_OF = np.array([1, 3, 0, 5, 0, 2, 0, 4, 6])  # of the remainder a + b w, by 3 a + b + 4
_TURNED = np.array([0, 5, 3, 1, 6, 4, 2, 0])  # what each digit becomes by 60 degrees to the left
_HEAD = np.uint64((1 << 59) | (FINEST << 52) | 0x1FF)  # a cell, its resolution, no finer digits
_BASE_AT, _DIGITS_AT = np.uint64(45), np.uint64(9)


def finest_cells(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(positions,) uint64 index of the finest cell that holds each; in degrees, all finite."""
    found = np.empty(len(latitude), dtype=np.uint64)
    for begin in range(0, len(found), _SLICE):
        part = slice(begin, begin + _SLICE)
        found[part] = _found(latitude[part], longitude[part])
    return found


def _found(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    face, point, sure = _on_faces(_points(latitude, longitude))
    a, b, clear = _rounded(*point)
    sure &= clear
    base_a, base_b, digits = _divided(a, b)
    leading = digits >> np.maximum((np.frexp(digits.astype(np.float64))[1] - 1) // 3 * 3, 0)
    patch = face * _PATCHES + ((base_a + 3) * 7 + base_b + 3) * 8 + leading
    base, turns = _learned(patch, digits, sure, latitude, longitude)
    cell = (
        _HEAD | (base << _BASE_AT) | (_turned(digits, turns % _ASK).astype(np.uint64) << _DIGITS_AT)
    )
    asked = np.flatnonzero(~sure | (turns == _ASK))
    cell[asked] = _ask(latitude[asked], longitude[asked])
    return cell


def _ask(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """What h3 itself says: half a microsecond and more for each."""
    from h3.api.basic_int import latlng_to_cell

    found = map(latlng_to_cell, latitude.tolist(), longitude.tolist(), repeat(FINEST))
    return np.fromiter(found, dtype=np.uint64, count=len(latitude))


# on the faces


def _points(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(3, positions) on the unit sphere."""
    north, east = np.radians(latitude), np.radians(longitude)
    flat = np.cos(north)
    return np.stack((flat * np.cos(east), flat * np.sin(east), np.sin(north)))


@cache
def _axes() -> np.ndarray:
    """(20, 3, 3) of each face: the direction of its first axis, of one at right angles to the left
    of that, and its middle. The corners of the faces are the middles of the pentagons."""
    from h3.api.basic_int import cell_to_latlng, get_pentagons

    corner = _points(*np.array([cell_to_latlng(one) for one in get_pentagons(0)]).T).T
    near = corner @ corner.T > 0  # 1 / sqrt 5 for neighbours
    face = [
        corners
        for corners in combinations(range(len(corner)), 3)
        if all(near[pair] for pair in combinations(corners, 2))
    ]
    middle = corner[face].sum(axis=1)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    first = corner[face][:, 0]
    first = first - (first * middle).sum(axis=1, keepdims=True) * middle
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.stack((first, np.cross(middle, first), middle), axis=1)


def _on_faces(point: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The face nearest to each point, where on its plane that lies, in widths of a cell (2,
    positions), and whether h3 is sure to find the same."""
    axes, possible = _axes(), _faces_near(point)
    face = np.full(point.shape[1], possible[0])
    best, second = axes[possible[0], 2] @ point, np.full(point.shape[1], -2.0)
    for one in possible[1:]:
        nearness = axes[one, 2] @ point
        face[nearness > best] = one
        second = np.maximum(second, np.minimum(best, nearness))
        best = np.maximum(best, nearness)
    plane = np.empty((2, len(face)))
    for one in possible:
        rows = face == one if len(possible) > 1 else slice(None)
        plane[:, rows] = axes[one, :2] @ point[:, rows]
    plane *= _LENGTH / best
    sure = (best - second > _NEAR_FACE) & (np.abs(plane).max(axis=0) > _NEAR_MIDDLE)
    return face, plane, sure


def _faces_near(point: np.ndarray) -> np.ndarray:
    """The faces that can be the nearest to one of the points: to the first of them hardly farther
    than the nearest, where all lie close together."""
    first = point[:, 0]
    spread = np.arccos(np.clip((first @ point).min(), -1, 1))
    away = np.arccos(np.clip(_axes()[:, 2] @ first, -1, 1))
    return np.flatnonzero(away <= away.min() + 2 * spread + _SLACK)


def _rounded(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """a and b of the hexagon that holds each point of a plane, and whether it is clear of edges."""
    b = y * (2 / 3**0.5)
    a = x + b / 2
    across = np.stack((a + b, 2 * a - b, 2 * b - a))  # the edges lie where these are whole
    whole = np.floor(across)
    rest = across - whole
    clear = (rest.min(axis=0) > _NEAR_EDGE) & (rest.max(axis=0) < 1 - _NEAR_EDGE)
    both, of_a, of_b = whole.astype(np.int64)
    return (both + of_a + 2) // 3, (both + of_b + 2) // 3, clear


# digits


def _divided(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """a and b of the base cell, and the digits of all resolutions, the finest in the last bits."""
    digits_of, more_a, more_b = _remainders()
    digits = np.zeros(len(a), dtype=np.int64)
    for shift in range(0, 3 * FINEST, _STEP_BITS):
        whole_a, whole_b = a // _STEP, b // _STEP
        rest = (a - whole_a * _STEP) * _STEP + b - whole_b * _STEP
        digits |= digits_of[rest] << shift
        a, b = whole_a + more_a[rest], whole_b + more_b[rest]
    return a, b, digits


@cache
def _remainders() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(49 * 49,) of each remainder of a and b: its four digits, and what it adds to both."""
    a, b = (part.ravel() for part in np.indices((_STEP, _STEP)))
    digits = np.zeros_like(a)
    for level in range(4):
        if level % 2 == 0:  # from an even resolution: divided by 3 + w
            above = (2 * a + b, 3 * b - a)
            up_a, up_b = (np.rint(part / 7).astype(np.int64) for part in above)
            rest_a, rest_b = a - (3 * up_a - up_b), b - (up_a + 2 * up_b)
        else:  # by 2 - w
            above = (3 * a - b, a + 2 * b)
            up_a, up_b = (np.rint(part / 7).astype(np.int64) for part in above)
            rest_a, rest_b = a - (2 * up_a + up_b), b - (3 * up_b - up_a)
        digits |= _DIGIT_OF[3 * rest_a + rest_b + 4] << 3 * level
        a, b = up_a, up_b
    return digits, a, b


def _turned(digits: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """The digits after so many turns by 60 degrees."""
    if not turns.any():
        return digits
    table, first = _turns(), turns << _STEP_BITS
    result = np.zeros_like(digits)
    for shift in range(0, 3 * FINEST, _STEP_BITS):
        result |= table[first + (digits >> shift & (1 << _STEP_BITS) - 1)] << shift
    return result


@cache
def _turns() -> np.ndarray:
    """(6 * 4096,) four digits after no turn, after one, after two, and so on."""
    four = np.arange(1 << _STEP_BITS)
    made = [four]
    for _ in range(5):
        four = sum(_TURNED[four >> shift & 7] << shift for shift in range(0, _STEP_BITS, 3))
        made.append(four)
    return np.concatenate(made)


# patches


@cache
def _patches() -> tuple[np.ndarray, np.ndarray]:
    """What was learned of each patch of each face: the base cell, and its turns or _ASK."""
    return np.zeros(20 * _PATCHES, np.uint64), np.full(20 * _PATCHES, _UNKNOWN, np.int64)


def _learned(
    patch: np.ndarray,
    digits: np.ndarray,
    sure: np.ndarray,
    latitude: np.ndarray,
    longitude: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(positions,) base cell, and turns or _ASK; what is not known yet is learned from h3."""
    base, turns = _patches()
    new = np.flatnonzero(sure & (turns[patch] == _UNKNOWN))
    for row in new[np.unique(patch[new], return_index=True)[1]]:
        (index,) = _ask(latitude[row : row + 1], longitude[row : row + 1]).tolist()
        true = index >> int(_DIGITS_AT) & (1 << 3 * FINEST) - 1
        possible = _turned(np.repeat(digits[row], 6), np.arange(6))
        fitting = np.flatnonzero(possible == true)
        base[patch[row]] = index >> int(_BASE_AT) & 0x7F
        turns[patch[row]] = fitting[0] if len(fitting) else _ASK  # turns last: others may look
    return base[patch], np.where(turns[patch] == _UNKNOWN, _ASK, turns[patch])
