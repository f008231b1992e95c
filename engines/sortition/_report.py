"""What is published: the lottery, then the draw, as JSON that anyone replays.

The report holds identifiers, the values of the features of the targets, and numbers of households: neither
addresses nor any other column of the pool. Digests are SHA-256 of canonical JSON (sorted keys, no space,
UTF-8): `people` and `targets` of what they say, `lottery` of all that decides the draw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from engines.sortition._chance import commitment_of, ticket_of
from engines.sortition._lottery import TICKETS, DrawnPanel, Fairness, Lottery
from engines.sortition._selection import Selection, Target, Volunteer

ENGINE_NAME = "engines.sortition"
ENGINE_VERSION = "1.0.0"
"""Raised whenever a lottery or a draw could change for the same input."""

Json = dict[str, Any]


def lottery_json(lottery: Lottery) -> Json:
    """The lottery before it is drawn, to be published with the commitment, before the public value."""
    selection = lottery.selection
    found: Json = {
        "engine": {"name": ENGINE_NAME, "version": ENGINE_VERSION},
        "method": lottery.method.value,
        "seats": selection.seats,
        "features": list(selection.features),
        "targets": [[item.feature, item.value, item.low, item.high] for item in selection.targets],
        "people": [[person.id, person.household, *person.values] for person in selection.volunteers],
        "tickets": TICKETS,
        "panels": [{"tickets": panel.tickets, "members": list(panel.members)} for panel in lottery.panels],
        "probabilities": probabilities(lottery),
    }
    found["digests"] = digests(found)
    return found


def report_json(lottery: Lottery, *, seed: str, public_value: str) -> Json:
    """The lottery and its draw: the panel, the quotas it reaches, and what decided it."""
    ticket = ticket_of(seed, public_value)
    number = lottery.panel_of(ticket)
    panel = lottery.panels[number].members
    return {
        "panel": list(panel),
        "quotas": quotas(lottery.selection, panel),
        "draw": {
            "commitment": commitment_of(seed),
            "seed": seed,
            "public_value": public_value,
            "ticket": ticket,
            "panel_number": number,
        },
        **lottery_json(lottery),
    }


def probabilities(lottery: Lottery) -> dict[str, float]:
    """By person, millionths written as a decimal fraction: 55123 tickets are 0.055123."""
    return {name: tickets / TICKETS for name, tickets in lottery.chances.items()}


def quotas(selection: Selection, panel: Sequence[str]) -> list[Json]:
    return [
        {
            "feature": target.feature,
            "value": target.value,
            "min": target.low,
            "max": target.high,
            "reached": reached,
        }
        for target, reached in zip(selection.targets, selection.reached(panel), strict=True)
    ]


def digests(lottery: Mapping[str, Any]) -> dict[str, str]:
    """Of the people, of the targets, and of all that decides the draw."""
    deciding = ("engine", "method", "seats", "features", "targets", "people", "tickets", "panels")
    return {
        "people": _digest([lottery["features"], lottery["people"]]),
        "targets": _digest(lottery["targets"]),
        "lottery": _digest({name: lottery[name] for name in deciding}),
    }


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def lottery_of(found: Mapping[str, Any]) -> Lottery:
    """The lottery a published file tells, unchecked; ``ValueError`` when it does not have its shape."""
    try:
        if found["tickets"] != TICKETS:
            raise ValueError(f"tickets: {found['tickets']}, not {TICKETS}")
        features = tuple(_text(name) for name in found["features"])
        people = tuple(
            Volunteer(_text(name), tuple(map(_text, values)), _whole(household))
            for name, household, *values in found["people"]
        )
        targets = tuple(
            Target(_text(feature), _text(value), _whole(low), _whole(high))
            for feature, value, low, high in found["targets"]
        )
        panels = tuple(
            DrawnPanel(_whole(panel["tickets"]), tuple(map(_text, panel["members"])))
            for panel in found["panels"]
        )
        seats, method = _whole(found["seats"]), Fairness(found["method"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not the shape of a lottery: {error!r}") from error
    return Lottery(Selection(features, people, targets, seats), method, panels)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def to_text(content: Json) -> str:
    """JSON with one line for each panel, person and target, so that people can read and compare it."""
    parts = []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], list | dict):
            text = "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        parts.append(f" {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
