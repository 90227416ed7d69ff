"""The planted purchase intent: how a visit to the shops goes from looking to buying.

Who comes back to something seen before in the same session puts it in the cart, mostly; who has
something in the cart buys it, mostly. So a purchase can be foreseen from the order of items and
kinds, not from their counts alone.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.demo.world import World

KINDS = ("visit", "view", "cart", "buy", "like")
VISIT, VIEW, CART, BUY, LIKE = range(len(KINDS))
LONGEST = 8


@dataclass(frozen=True)
class PurchaseRules:
    """Chances of each turn of a session; all of them are written to the truth.

    returns: to look again at the first item after a second one, for buyers and for browsers.
    """

    stop_after_view: float = 0.22
    returns_buyer: float = 0.65
    returns_browser: float = 0.15
    cart_after_return: float = 0.85
    cart_at_once: float = 0.03
    buy_after_cart: float = 0.75
    like_after_buy: float = 0.35


RULES = PurchaseRules()


@dataclass(frozen=True)
class Sessions:
    """Acts of sessions: (sessions, LONGEST) items, kinds, minutes since the start, and validity."""

    item: np.ndarray
    kind: np.ndarray
    minutes: np.ndarray
    valid: np.ndarray


def draw_sessions(
    chance: np.random.Generator,
    world: World,
    first: np.ndarray,
    category: np.ndarray,
    buyer: np.ndarray,
) -> Sessions:
    """Play out one session for each first item viewed; category, buyer: (sessions,)."""
    count = len(first)
    item = np.zeros((count, LONGEST), dtype=np.int64)
    kind = np.full((count, LONGEST), VIEW)
    valid = np.zeros((count, LONGEST), dtype=bool)
    item[:, 0], valid[:, 0] = first, True
    seen_before = np.zeros(count, dtype=bool)  # whether the item now looked at was seen before
    for step in range(1, LONGEST):
        going, act = _next_act(chance, kind[:, step - 1], seen_before)
        valid[:, step] = valid[:, step - 1] & going
        kind[:, step] = act
        looking = valid[:, step] & (act == VIEW)
        chosen, again = _next_item(chance, world, item, step, category, buyer)
        item[:, step] = np.where(looking, chosen, item[:, step - 1])
        seen_before = np.where(looking, again, seen_before)
    minutes = chance.uniform(1.0, 6.0, (count, LONGEST)).cumsum(axis=1)
    return Sessions(item=item, kind=kind, minutes=minutes, valid=valid)


def _next_act(
    chance: np.random.Generator, last: np.ndarray, seen_before: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Whether the session goes on, and with which kind."""
    turn = chance.random(len(last))
    carts = np.where(seen_before, RULES.cart_after_return, RULES.cart_at_once)
    act = np.select(
        [last == VIEW, last == CART, last == BUY],
        [
            np.where(turn < carts, CART, VIEW),
            np.where(turn < RULES.buy_after_cart, BUY, VIEW),
            np.full(len(last), LIKE),
        ],
        default=VIEW,
    )
    stop = np.select(
        [last == VIEW, last == CART, last == BUY],
        [
            np.where(act == CART, 0.0, RULES.stop_after_view),
            np.where(act == BUY, 0.0, 0.7),
            np.full(len(last), 1 - RULES.like_after_buy),
        ],
        default=1.0,
    )
    return chance.random(len(last)) >= stop, act


def _next_item(
    chance: np.random.Generator,
    world: World,
    item: np.ndarray,
    step: int,
    category: np.ndarray,
    buyer: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The item looked at next, and whether it was looked at before."""
    fresh = world.choose(chance, world.item_district[item[:, step - 1]], category)
    returns = np.where(buyer, RULES.returns_buyer, RULES.returns_browser)
    goes_back = (chance.random(len(fresh)) < returns) & (item[:, 0] != item[:, step - 1])
    chosen = np.where(goes_back, item[:, 0], fresh)
    return chosen, (item[:, :step] == chosen[:, None]).any(axis=1)
