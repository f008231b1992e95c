"""In which order amendments are voted, and what the text becomes.

Among amendments to one thing, those farthest from it come first; equal distances keep the declared order.
What is asked of an amendment is settled before it: its own amendments are voted, then the amendment as
amended. An adopted one is incorporated, and those declared incompatible with it fall, with their own
amendments. Then comes the text as amended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._errors import refuse


@dataclass(frozen=True, slots=True)
class ProposedAmendment:
    """An amendment to the text, or to another amendment."""

    name: str
    #: The amendment it amends; None: the text.
    of: str | None = None
    #: How far from what it amends, as declared before the first vote: the largest is voted first.
    distance: int = 0
    #: Amendments to the same thing that fall when this one is adopted; it is enough that one of two says so.
    incompatible: tuple[str, ...] = ()


class AmendmentFate(StrEnum):
    WAITING = "waiting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    FALLEN = "fallen"
    """An incompatible one was adopted, or what it amends fell."""


@dataclass(frozen=True, slots=True)
class NextVote:
    """What is put to the vote."""

    #: None: the text as amended.
    amendment: str | None
    #: Adopted amendments that what is voted on holds already.
    incorporated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmendmentsState:
    """Where the votes on a text stand."""

    next: NextVote | None
    fates: tuple[tuple[str, AmendmentFate], ...]
    #: By amendment fallen, the one whose adoption or fall made it fall.
    fallen_to: tuple[tuple[str, str], ...]
    #: Amendments that the text holds if it is adopted as it stands, in the order of their votes.
    incorporated: tuple[str, ...]
    #: Votes to come if nothing more is adopted, the text (None) last.
    to_come: tuple[str | None, ...]
    is_adopted: bool | None
    """Whether the text as amended was; None until it is voted."""


def voting_order(amendments: Sequence[ProposedAmendment]) -> list[str]:
    """Names of amendments in the order of their votes, whatever each vote gives; the text comes after.

    >>> voting_order([ProposedAmendment("near", distance=1), ProposedAmendment("far", distance=9)])
    ['far', 'near']
    """
    refuse(_faults(amendments))
    return list(_walk(_children(amendments), None))


def amendments_state(
    amendments: Sequence[ProposedAmendment], results: Sequence[tuple[str | None, bool]]
) -> AmendmentsState:
    """What comes next, from the results so far.

    Parameters
    ----------
    amendments : sequence of ProposedAmendment
        In the declared order.
    results : sequence of (name or None, bool)
        In the order of votes; None is the text as amended. Each must be what was next.

    Examples
    --------
    >>> tree = [ProposedAmendment("near", distance=1), ProposedAmendment("far", distance=9)]
    >>> amendments_state(tree, []).next.amendment
    'far'
    >>> amendments_state(tree, [("far", True), ("near", False)]).next
    NextVote(amendment=None, incorporated=('far',))
    """
    refuse(_faults(amendments))
    return _Votes(amendments).after(results)


def _children(amendments: Sequence[ProposedAmendment]) -> dict[str | None, list[str]]:
    """Of each thing (None: the text), what amends it, the farthest first."""
    children: dict[str | None, list[str]] = {}
    for item in sorted(amendments, key=lambda item: -item.distance):  # stable: declared order
        children.setdefault(item.of, []).append(item.name)
    return children


def _walk(children: dict[str | None, list[str]], of: str | None) -> Iterator[str]:
    for name in children.get(of, []):
        yield from _walk(children, name)
        yield name


class _Votes:
    def __init__(self, amendments: Sequence[ProposedAmendment]) -> None:
        self.all = {item.name: item for item in amendments}
        self.children = _children(amendments)
        self.order = list(_walk(self.children, None))
        self.fates = dict.fromkeys(self.all, AmendmentFate.WAITING)
        self.fallen_to: dict[str, str] = {}

    def after(self, results: Sequence[tuple[str | None, bool]]) -> AmendmentsState:
        is_adopted: bool | None = None
        for position, (name, passed) in enumerate(results):
            due = self._next()
            if is_adopted is not None or name != due:
                expected = "rien : le texte est voté" if is_adopted is not None else due or "le texte"
                refuse([f"vote {position + 1} : {name or 'le texte'}, alors que vient {expected}"])
            if name is None:
                is_adopted = passed
            else:
                self.fates[name] = AmendmentFate.ADOPTED if passed else AmendmentFate.REJECTED
                if passed:
                    for rival in self._rivals(name):
                        self._fall(rival, name)
        due = self._next()
        coming = [name for name in self.order if self.fates[name] is AmendmentFate.WAITING]
        return AmendmentsState(
            next=None if is_adopted is not None else NextVote(due, self._incorporated(due)),
            fates=tuple(self.fates.items()),
            fallen_to=tuple(self.fallen_to.items()),
            incorporated=self._incorporated(None),
            to_come=() if is_adopted is not None else (*coming, None),
            is_adopted=is_adopted,
        )

    def _next(self) -> str | None:
        return next((name for name in self.order if self.fates[name] is AmendmentFate.WAITING), None)

    def _rivals(self, name: str) -> Iterator[str]:
        for other in self.children[self.all[name].of]:
            if other in self.all[name].incompatible or name in self.all[other].incompatible:
                yield other

    def _fall(self, name: str, because: str) -> None:
        """It falls if it waits, and what amends it with it; what was decided stays told as it was."""
        if self.fates[name] is AmendmentFate.WAITING:
            self.fates[name] = AmendmentFate.FALLEN
            self.fallen_to[name] = because
            for child in self.children.get(name, []):
                self._fall(child, name)

    def _incorporated(self, of: str | None) -> tuple[str, ...]:
        """Adopted amendments to this, and to them, in the order of votes."""
        return tuple(name for name in self.order if name != of and self._is_in(name, of))

    def _is_in(self, name: str, of: str | None) -> bool:
        while self.fates[name] is AmendmentFate.ADOPTED:
            parent = self.all[name].of
            if parent == of:
                return True
            if parent is None:
                return False
            name = parent
        return False


def _faults(amendments: Sequence[ProposedAmendment]) -> Iterator[str]:
    by_name = {item.name: item for item in amendments}
    if len(by_name) != len(amendments):
        yield "chaque amendement a un nom à lui"
    for item in amendments:
        if not item.name or item.distance < 0:
            yield f"{item.name or 'amendement'} : un nom, et une distance qui n'est pas négative"
        if item.of is not None and item.of not in by_name:
            yield f"{item.name} : amende {item.of}, qui n'existe pas"
        for other in item.incompatible:
            if other == item.name or other not in by_name or by_name[other].of != item.of:
                yield f"{item.name} : {other} n'amende pas la même chose"
        seen, above = {item.name}, item.of
        while above is not None and above in by_name:
            if above in seen:
                yield f"{item.name} : des amendements s'amendent en rond"
                break
            seen.add(above)
            above = by_name[above].of
