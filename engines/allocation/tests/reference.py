"""The method of equal shares again, the slow and literal way: voter by voter, whole numbers and fractions.

It shares nothing with the engine: no array, no heap, no known price. `exact_winners` rounds nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

MICRO = 1_000_000

Ballots = Mapping[str, frozenset[str]]


def share(
    costs: Mapping[str, int],
    ballots: Ballots,
    endowment: int,
    *,
    by_cost: bool,
    ties: Sequence[str],
) -> tuple[list[str], dict[str, dict[str, int]], dict[str, int]]:
    """Winners in order, payments by project and voter, money left; costs in cents, the rest in millionths."""
    order = {name: place for place, name in enumerate(costs)}
    canonical = sorted(ballots, key=lambda voter: (sorted(order[name] for name in ballots[voter]), voter))
    money = dict.fromkeys(canonical, endowment)
    winners: list[str] = []
    payments: dict[str, dict[str, int]] = {}
    while True:
        offers = []
        for name in costs:
            payers = [voter for voter in canonical if name in ballots[voter]]
            if name in winners or sum(money[voter] for voter in payers) < costs[name] * MICRO or not payers:
                continue
            price = smallest_price([money[voter] for voter in payers], costs[name] * MICRO)
            rich = [voter for voter in payers if money[voter] >= price]
            rest = costs[name] * MICRO - sum(money[voter] for voter in payers if money[voter] < price)
            gain = costs[name] if by_cost else 1
            offers.append((Fraction(rest, len(rich) * gain), ties.index(name), name, price, payers))
        if not offers:
            return winners, payments, money
        _, _, name, price, payers = min(offers)
        paid = {voter: min(price, money[voter]) for voter in payers}
        too_much = sum(paid.values()) - costs[name] * MICRO
        for voter in [voter for voter in payers if money[voter] >= price][:too_much]:
            paid[voter] -= 1
        for voter, amount in paid.items():
            money[voter] -= amount
        payments[name] = paid
        winners.append(name)


def smallest_price(held: Sequence[int], cost: int) -> int:
    """By halves: the smallest whole price at which everybody together pays the cost."""
    low, high = 0, max(held)
    while low < high:
        middle = (low + high) // 2
        if sum(min(middle, amount) for amount in held) >= cost:
            high = middle
        else:
            low = middle + 1
    return low


def exact_winners(
    costs: Mapping[str, int], ballots: Ballots, endowment: Fraction, *, by_cost: bool, ties: Sequence[str]
) -> list[str]:
    """With fractions, as in the paper; endowment in cents."""
    money = dict.fromkeys(ballots, endowment)
    winners: list[str] = []
    while True:
        offers = []
        for name, cost in costs.items():
            payers = sorted((voter for voter in ballots if name in ballots[voter]), key=money.__getitem__)
            if name in winners or not payers or sum(money[voter] for voter in payers) < cost:
                continue
            rest = Fraction(cost)
            for position, voter in enumerate(payers):
                price = rest / (len(payers) - position)
                if money[voter] >= price:
                    break
                rest -= money[voter]
            offers.append((price / cost if by_cost else price, ties.index(name), name, price, payers))
        if not offers:
            return winners
        _, _, name, price, payers = min(offers)
        for voter in payers:
            money[voter] -= min(price, money[voter])
        winners.append(name)
