"""Reading minutes from outside, and saying where they do not stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from engines.counting import Threshold
from engines.minutes._chain import ChainLine, canonical, digest_of, line_digest
from engines.minutes._colleges import CollegeVote, count_colleges
from engines.minutes._counting import LEAST_BALLOTS, VoteCount, count_ballots
from engines.minutes._questions import Attending, VotedBallots, read_ballots, read_question
from engines.minutes._sums import count_sums

FORMAT = "milliard-minutes-1"


class BrokenBy(StrEnum):
    """Why minutes do not stand."""

    FORMAT = "format"
    """The file is not minutes."""
    CHAIN = "chain"
    """A line was changed, moved, added or left out: the first that does not follow."""
    QUESTION = "question"
    """What was voted on is not what its digest says."""
    BALLOTS = "ballots"
    """The ballots are not those whose digest was written when the vote closed, or are left out."""
    RIGHTS = "rights"
    """More ballots than mandates, or two under one number."""
    RESULT = "result"
    """Counted again, the ballots give other figures."""


@dataclass(frozen=True, slots=True)
class BrokenMinutes:
    """One thing that does not stand: why, at which line (0: the whole file), and what differs."""

    why: BrokenBy
    line: int
    told: str


def verify(document: Any) -> list[BrokenMinutes]:
    """All that does not stand in minutes; an empty list when they do.

    Parameters
    ----------
    document : object
        What JSON gives of a file: ``{"format", "lines": [{"position", "code", "content", "digest"}],
        "ballots": {"position of the resolution": {"named", "boxed"}}}``. Anything else is told as such.
    """
    try:
        lines = _read_lines(document)
    except (KeyError, TypeError, ValueError) as error:
        return [BrokenMinutes(BrokenBy.FORMAT, 0, f"{type(error).__name__}: {error}")]
    found: list[BrokenMinutes] = []
    former = ""
    for expected, line in enumerate(lines, start=1):
        if line.position != expected or line.digest != line_digest(former, line.code, line.content):
            found.append(BrokenMinutes(BrokenBy.CHAIN, line.position, line.code))
            break  # nothing after it can follow
        former = line.digest
    ballots = document.get("ballots", {})
    try:
        votes = list(_votes(lines))
        found += _never_opened(lines)
    except (KeyError, TypeError) as error:  # a line about a vote that does not say which
        return [*found, BrokenMinutes(BrokenBy.FORMAT, 0, f"{type(error).__name__}: {error}")]
    given = {closed.told["resolution"]: closed.told for _, closed in votes}
    for opened, closed in votes:
        try:
            if closed.code == "colleges_closed":
                found += _check_colleges(opened, closed, given)
            else:
                found += _check_vote(opened, closed, ballots, _chair_at(lines, closed.position))
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            found.append(BrokenMinutes(BrokenBy.RESULT, closed.position, f"{type(error).__name__}: {error}"))
    return found


def _read_lines(document: Any) -> list[ChainLine]:
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise ValueError(f"not {FORMAT}")
    lines = [
        ChainLine(row["position"], row["code"], row["content"], row["digest"]) for row in document["lines"]
    ]
    for line in lines:
        if not isinstance(json.loads(line.content), dict):
            raise ValueError(f"line {line.position} holds no object")
    if not isinstance(document.get("ballots", {}), Mapping):
        raise ValueError("ballots are an object")
    return lines


def _votes(lines: list[ChainLine]) -> Iterator[tuple[ChainLine, ChainLine]]:
    """The lines of each vote's opening and closing."""
    opened: dict[int, ChainLine] = {}
    for line in lines:
        if line.code in ("vote_opened", "colleges_opened"):
            opened[line.told["resolution"]] = line
        elif (
            line.code in ("vote_closed", "colleges_closed")
            and (first := opened.get(line.told["resolution"])) is not None
        ):
            yield first, line


def _never_opened(lines: list[ChainLine]) -> Iterator[BrokenMinutes]:
    """Results of votes that no line opened: nothing says what was asked."""
    opened = set()
    for line in lines:
        if line.code in ("vote_opened", "colleges_opened"):
            opened.add(line.told["resolution"])
        elif line.code in ("vote_closed", "colleges_closed") and line.told["resolution"] not in opened:
            yield BrokenMinutes(BrokenBy.QUESTION, line.position, line.code)


def _chair_at(lines: list[ChainLine], position: int) -> int | None:
    """The number on the roll of whoever presided then."""
    named = [line.told["chair"] for line in lines if line.code == "bureau" and line.position < position]
    return named[-1] if named else None


def _check_vote(
    opened: ChainLine, closed: ChainLine, ballots: Mapping[str, Any], chair: int | None
) -> Iterator[BrokenMinutes]:
    asked, given = opened.told, closed.told
    if digest_of(canonical(asked["text"])) != asked["digest"]:
        yield BrokenMinutes(BrokenBy.QUESTION, opened.position, asked["text"]["title"])
    if asked["text"]["secrecy"] == "secret":
        # That the sums are the ballots' is for its archive to show: `engines.ballots` verifies it.
        if not given["figures"].get("hidden"):
            yield from _check_figures(closed, _counted_sums(asked, given), is_lost=_is_lost(given))
        return
    found = read_ballots(ballots[str(given["resolution"])]) if str(given["resolution"]) in ballots else None
    if found is None:
        if not given["figures"].get("hidden"):
            yield BrokenMinutes(BrokenBy.BALLOTS, closed.position, "bulletins absents")
        return
    if ballots_digest(found) != given["ballots_digest"]:
        yield BrokenMinutes(BrokenBy.BALLOTS, closed.position, "empreinte")
    mandates = given["figures"]["mandates"]
    if found.count > asked["rights"] or found.count != given["ballots"] or mandates != asked["rights"]:
        told = f"{found.count} / {mandates} / {asked['rights']}"
        yield BrokenMinutes(BrokenBy.RIGHTS, closed.position, told)
    question = read_question(asked["text"], asked["digest"])
    attending = Attending(mandates, asked["members"])
    # What the chair's own ballot says, not what the line says of it.
    own = found.named.get(chair, {}).get("choice") if chair is not None else None
    count = count_ballots(question, found, attending, chair=own)
    yield from _check_figures(closed, count, is_lost=_is_lost(given))


def _check_colleges(
    opened: ChainLine, closed: ChainLine, given: Mapping[int, Mapping[str, Any]]
) -> Iterator[BrokenMinutes]:
    """The votes of colleges are checked as any other; here, that they are put together as was said."""
    asked = opened.told
    if digest_of(canonical(asked["text"])) != asked["digest"]:
        yield BrokenMinutes(BrokenBy.QUESTION, opened.position, asked["text"]["title"])
    votes = [
        CollegeVote(one["name"], Fraction(one["share"]), one["members"], _figures(given, one["resolution"]))
        for one in asked["colleges"]
    ]
    question = read_question(asked["text"], asked["digest"])
    count = count_colleges(question, votes, is_each=asked["rule"] == "each")
    parts = [given[one["resolution"]] for one in asked["colleges"] if one["resolution"] in given]
    yield from _check_figures(closed, count, is_lost=any(one["outcome"] == "no_quorum" for one in parts))


def _figures(given: Mapping[int, Mapping[str, Any]], resolution: int) -> Mapping[str, Any] | None:
    return given[resolution]["figures"] if resolution in given else None


def _counted_sums(asked: Mapping[str, Any], given: Mapping[str, Any]) -> VoteCount:
    question = read_question(asked["text"], asked["digest"])
    attending = Attending(given["figures"]["mandates"], asked["members"])
    return count_sums(question, given["sums"], given["ballots"], attending)


def _is_lost(given: Mapping[str, Any]) -> bool:
    """Whether the quorum told with a result is not reached, computed again from the people told."""
    told = given["figures"].get("quorum")
    if told is None:
        return False
    here: int = told["present"] + (0 if told["counts"] == "present" else told["represented"])
    return here < Threshold(Fraction(told["quorum"])).least(told["members"])


def _check_figures(closed: ChainLine, count: VoteCount, *, is_lost: bool) -> Iterator[BrokenMinutes]:
    given = closed.told
    told = given["figures"]
    differing = [
        name for name, value in count.figures.items() if canonical(told.get(name)) != canonical(value)
    ]
    if differing:
        yield BrokenMinutes(BrokenBy.RESULT, closed.position, ", ".join(differing))
    outcome = "no_quorum" if is_lost else count.outcome
    if given["outcome"] != outcome:
        yield BrokenMinutes(BrokenBy.RESULT, closed.position, f"{given['outcome']} / {outcome}")


def ballots_digest(ballots: VotedBallots) -> str:
    """Digest of ballots as they are published."""
    return digest_of(canonical(ballots.as_json()))


def is_hidden(secrecy: str, count: int) -> bool:
    """Whether so few ballots say too much of whose they are to be published."""
    return secrecy != "open" and count < LEAST_BALLOTS
