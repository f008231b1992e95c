"""Who comes, leaves, gives, accepts, takes back, in any order: quorum and mandates are a slow model's.

The model is a set of people there and a list of proxies in the order they were given; it knows nothing of
rows.
"""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from milliard.assemblies.enums import AssemblyState, ProxyState
from milliard.assemblies.models import Proxy, VotingRight, present_entries
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services import attendance, proxies
from milliard.assemblies.services.assemblies import name_bureau, open_assembly
from milliard.assemblies.tests.factories import entries_of, make_assembly, make_resolution
from milliard.core.refusals import Refused

PEOPLE, CAP = 6, 2
_WHO = st.integers(0, PEOPLE - 1)


@dataclass
class Told:
    """A proxy as people tell of it; ``holder`` None: without a name."""

    giver: int
    holder: int | None
    is_accepted: bool = False


@dataclass
class Story:
    """The slow model: what each act does, or the name of the refusal."""

    there: set[int] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)
    is_open: bool = False

    def of(self, giver: int) -> Told | None:
        return next((one for one in self.told if one.giver == giver), None)

    def held(self, holder: int) -> int:
        return sum(one.is_accepted and one.holder == holder for one in self.told)

    def give(self, giver: int, holder: int | None) -> str:
        if self.is_open:
            return "ProxiesOver"
        if giver == holder:
            return "ProxyToOneself"
        former = self.of(giver)
        if former is not None and former.holder == holder:
            return ""
        if self.held(giver):
            return "GiverHolds"
        if giver in self.there:
            return "GiverPresent"
        if holder is not None and self.of(holder):
            return "ProxyChain"
        self.drop(giver)
        self.told.append(Told(giver, holder))
        return ""

    def accept(self, one: Told) -> str:
        if self.is_open:
            return "ProxiesOver"
        if one.is_accepted:
            return ""
        assert one.holder is not None
        if self.held(one.holder) >= CAP:
            return "CapReached"
        if self.of(one.holder):
            return "ProxyChain"
        one.is_accepted = True
        return ""

    def drop(self, giver: int) -> None:
        self.told = [one for one in self.told if one.giver != giver]

    def open(self) -> None:
        """Those without a name go in turn to who is there, gave none and has room, in the roll's order."""
        self.is_open = True
        self.told = [one for one in self.told if one.is_accepted or one.holder is None]

    @property
    def represented(self) -> list[tuple[int, int]]:
        return [
            (one.giver, one.holder)
            for one in self.told
            if one.is_accepted and one.holder in self.there and one.giver not in self.there
        ]


class AnyAttendance(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.assembly = make_assembly(voters=PEOPLE, proxy_cap=CAP)
        self.entries = entries_of(self.assembly)
        self.place = {entry.pk: index for index, entry in enumerate(self.entries)}
        self.story = Story()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def does(self, expected: str, act: object) -> None:
        try:
            act()  # type: ignore[operator]
            found = ""
        except Refused as refusal:
            found = type(refusal).__name__
        assert found == expected

    @rule(giver=_WHO, holder=st.none() | _WHO)
    def somebody_gives(self, giver: int, holder: int | None) -> None:
        chosen = None if holder is None else self.entries[holder]
        expected = self.story.give(giver, holder)
        self.does(expected, lambda: proxies.give_proxy(giver=self.entries[giver], holder=chosen, by=None))

    @precondition(lambda self: any(one.holder is not None for one in self.story.told))
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from([one for one in self.story.told if one.holder is not None]))
        proxy = Proxy.objects.standing().get(giver=self.entries[one.giver])
        self.does(self.story.accept(one), lambda: proxies.accept_proxy(proxy=proxy, by=None))

    @precondition(lambda self: self.story.told)
    @rule(data=st.data(), is_giver=st.booleans())
    def somebody_takes_back(self, data: st.DataObject, is_giver: bool) -> None:
        one = data.draw(st.sampled_from(self.story.told))
        proxy = Proxy.objects.standing().get(giver=self.entries[one.giver])
        act = proxies.revoke_proxy if is_giver or one.holder is None else proxies.refuse_proxy
        act(proxy=proxy, by=None)
        self.story.drop(one.giver)

    @rule(who=_WHO)
    def somebody_comes(self, who: int) -> None:
        attendance.mark_arrival(entry=self.entries[who], by=None)
        self.story.there.add(who)
        self.story.drop(who)

    @rule(who=_WHO)
    def somebody_leaves(self, who: int) -> None:
        attendance.mark_leaving(entry=self.entries[who], by=None)
        self.story.there.discard(who)

    @precondition(lambda self: not self.story.is_open and self.story.there)
    @rule()
    def the_session_opens(self) -> None:
        chair = self.entries[0]
        name_bureau(assembly=self.assembly, chair=chair, secretary=chair, by=None)
        blank = {one.giver for one in self.story.told if one.holder is None}
        had = Counter(one.holder for one in self.story.told if one.is_accepted)
        open_assembly(assembly=self.assembly, by=None)
        self.story.open()
        self.follow_blank(blank, had)

    def follow_blank(self, blank: set[int], had: Counter[int | None]) -> None:
        """Which of them took which is the roll's chance; that each found one while there was room is not."""
        rows = Proxy.objects.filter(assembly=self.assembly, is_blank=True)
        taken = {self.place[row.giver_id]: row for row in rows.filter(state=ProxyState.ACCEPTED)}
        givers = {one.giver for one in self.story.told}
        room = {who: CAP - had[who] for who in self.story.there if who not in givers}
        assert len(taken) == min(len(blank), sum(room.values()))
        found = Counter(self.place[row.holder_id] for row in taken.values())
        assert all(found[who] <= room.get(who, 0) for who in found)
        # In turn: nobody has two more than somebody who still has room.
        short = [found[who] for who in room if found[who] < room[who]]
        assert not short or max(found.values(), default=0) - min(short) <= 1
        for one in list(self.story.told):
            if one.holder is None:
                if one.giver in taken:
                    one.holder, one.is_accepted = self.place[taken[one.giver].holder_id], True
                else:
                    self.story.drop(one.giver)

    @precondition(lambda self: self.story.is_open and self.story.there)
    @rule()
    def a_vote_opens(self) -> None:
        resolution = make_resolution(self.assembly, is_open=True)
        rows = VotingRight.objects.filter(resolution=resolution).values_list("entry", "voter")
        found = {(self.place[entry], self.place[voter]) for entry, voter in rows}
        assert found == {(who, who) for who in self.story.there} | set(self.story.represented)

    @invariant()
    def the_quorum_is_the_model_s(self) -> None:
        quorum = quorum_of(self.assembly)
        assert (quorum.present, quorum.represented) == (
            len(self.story.there),
            len(self.story.represented),
        )
        assert all(self.story.held(who) <= CAP for who in range(PEOPLE))


@pytest.mark.django_db
@pytest.mark.slow
def test_attendance_proxies_and_quorum_in_any_order() -> None:
    settings = hypothesis_settings(max_examples=25, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(AnyAttendance, settings=settings)


@pytest.mark.django_db
def test_the_quorum_of_a_past_moment_is_that_of_the_moment() -> None:
    assembly = make_assembly(voters=4, state=AssemblyState.OPEN)
    entries = entries_of(assembly)
    moments = []
    for entry in entries:
        mark = attendance.mark_arrival(entry=entry, by=None)
        moments.append(mark.marked_at)
    for entry in entries[:3]:
        attendance.mark_leaving(entry=entry, by=None)
    assert [quorum_of(assembly, at).present for at in moments] == [1, 2, 3, 4]
    assert quorum_of(assembly).present == 1


@pytest.mark.django_db
def test_who_is_there_is_found_row_by_row_even_in_an_assembly_the_database_has_not_counted_yet() -> None:
    """A join is chosen from statistics, and those of an assembly that begins are of before it: none here."""
    sql, values = present_entries(make_assembly(voters=2)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ANY (" in plan, plan
    assert "Join" not in plan, plan
    assert "Nested Loop" not in plan, plan
