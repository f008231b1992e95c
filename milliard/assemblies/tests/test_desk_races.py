"""Two desks, two tables of papers, at the very same time: real transactions."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AssemblyState, MarkKind
from milliard.assemblies.models import AttendanceMark, OpenBallot, Proxy
from milliard.assemblies.services.attendance import mark_arrival
from milliard.assemblies.services.desk import KeptMark, MarkFate, receive_marks
from milliard.assemblies.services.paper import record_papers
from milliard.assemblies.services.proxies import enter_paper_proxy
from milliard.assemblies.tests.factories import come, entries_of, make_assembly, make_resolution


def test_two_desks_and_a_phone_that_wakes_write_one_arrival(in_threads: Callable[..., list[Any]]) -> None:
    assembly, by = make_assembly(), make_person(role=Role.ORGANISER)
    entry, _ = entries_of(assembly)
    kept = KeptMark(number=entry.number, kind=MarkKind.ARRIVED, key=uuid4())
    results = in_threads(
        *[partial(mark_arrival, entry=entry, key=uuid4(), by=by) for _ in range(6)],
        *[partial(receive_marks, assembly=assembly, marks=[kept], by=by) for _ in range(6)],
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    fates = {verdict.fate for told in results if isinstance(told, list) for verdict in told}
    assert fates <= {MarkFate.WRITTEN, MarkFate.KNOWN, MarkFate.SAME}
    assert AttendanceMark.objects.count() == 1


def test_one_paper_typed_at_two_tables_is_one_ballot(in_threads: Callable[..., list[Any]]) -> None:
    assembly, by = make_assembly(state=AssemblyState.OPEN), make_person(role=Role.ORGANISER)
    entries = entries_of(assembly)
    come(*entries)
    resolution = make_resolution(assembly, is_open=True)
    number = entries[0].number
    results = in_threads(
        *[
            partial(
                record_papers, resolution=resolution, papers=[(number, {"choice": "for"}, uuid4())], by=by
            )
            for _ in range(8)
        ]
    )
    said = sorted(verdict.why for told in results for verdict in told)
    assert said == ["", *["a déjà voté"] * 7]
    assert OpenBallot.objects.count() == 1


def test_one_paper_proxy_typed_at_two_desks_is_one(in_threads: Callable[..., list[Any]]) -> None:
    assembly, by = make_assembly(), make_person(role=Role.ORGANISER)
    giver, holder = entries_of(assembly)
    results = in_threads(*[partial(enter_paper_proxy, giver=giver, holder=holder, by=by) for _ in range(8)])
    assert {one.pk for one in results} == {Proxy.objects.get().pk}
