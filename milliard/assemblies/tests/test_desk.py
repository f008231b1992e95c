"""The desk: found by number, code or name; noted once; lines kept without network get each their verdict."""

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AttendanceMode, MarkKind, ProxyState
from milliard.assemblies.models import Assembly, AttendanceMark, Proxy, RollEntry, present_entries
from milliard.assemblies.reports.people import at_desk, entries_called
from milliard.assemblies.services.attendance import mark_leaving
from milliard.assemblies.services.desk import KeptMark, MarkFate, receive_marks
from milliard.assemblies.tests.factories import come, entries_of, entrust, make_assembly, make_voter
from milliard.core.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def team() -> User:
    return make_person(role=Role.ORGANISER)


def url(name: str, assembly: Assembly, *more: Any) -> str:
    return reverse(f"assemblies_desk:{name}", args=[assembly.public_id, *more])


def kept(entry: RollEntry, *, ago: int = 0, kind: MarkKind = MarkKind.ARRIVED, **more: Any) -> KeptMark:
    known: dict[str, Any] = {"key": uuid4(), **more}
    return KeptMark(number=entry.number, kind=kind, ago=dt.timedelta(minutes=ago), **known)


def fates(assembly: Assembly, *marks: KeptMark, by: User | None = None) -> list[MarkFate]:
    verdicts = receive_marks(assembly=assembly, marks=marks, by=by or team())
    return [verdict.fate for verdict in verdicts]


# Finding ------------------------------------------------------------------------------------------


def test_somebody_is_found_by_number_by_code_or_by_words_of_their_name() -> None:
    members = [
        make_voter(given_name="Éléonore", family_name="Le Goff"),
        make_voter(given_name="Léo", family_name="Goff"),
    ]
    assembly = make_assembly(members=members)
    first, _ = entries_of(assembly)
    for typed in (str(first.number), first.code, first.code.lower(), "le-goff elé", "eleonore"):
        assert list(entries_called(assembly, typed)) == [first], typed
    assert entries_called(assembly, "goff").count() == 2
    assert not entries_called(assembly, "go").exists()
    assert not entries_called(make_assembly(members=members), first.code).exists()


def test_the_card_says_who_is_represented() -> None:
    assembly = make_assembly(voters=3)
    first, second, third = entries_of(assembly)
    entrust(second, first)
    entrust(third, first)
    person, giver = at_desk([first, second])
    assert person.held_words.startswith("porte 2 pouvoirs, de ")
    assert second.member.name in person.held_words
    assert giver.given is not None
    assert not person.is_present


# One gesture --------------------------------------------------------------------------------------


def test_an_arrival_pressed_twice_is_one_line_and_the_page_says_it() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    client, key = signed_in(team()), str(uuid4())
    data = {"number": entry.number, "kind": "arrived", "key": key}
    for _ in range(2):
        response = client.post(url("mark", assembly), data, follow=True)
        assert "arrivée notée" in response.content.decode()
    assert AttendanceMark.objects.count() == 1


def test_two_desks_check_in_the_same_person_once() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    for client in (signed_in(team()), signed_in(team())):
        data = {"number": entry.number, "kind": "arrived", "key": str(uuid4())}
        assert client.post(url("mark", assembly), data).status_code == 302
    assert AttendanceMark.objects.count() == 1


def test_a_refusal_is_shown_on_the_card() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    Assembly.objects.update(held_at=timezone.now() + dt.timedelta(days=2))
    response = signed_in(team()).post(url("mark", assembly), {"number": entry.number, "kind": "arrived"})
    assert response.status_code == 422
    assert "douze heures avant" in response.content.decode()


def test_a_paper_proxy_typed_twice_is_one_and_the_holder_is_shown() -> None:
    members = [make_voter(), make_voter(given_name="Zoé", family_name="Lemaître")]
    assembly = make_assembly(members=members)
    giver, holder = entries_of(assembly)
    client = signed_in(team())
    data = {"giver": giver.number, "holder": holder.member.name, "is_signed": "on"}
    for _ in range(2):
        response = client.post(url("paper_proxy", assembly), data, follow=True)
        assert "porte un pouvoir" in response.content.decode()
    assert Proxy.objects.get().state == ProxyState.ACCEPTED


def test_a_paper_proxy_without_signature_is_refused_beside_its_box() -> None:
    assembly = make_assembly()
    giver, _ = entries_of(assembly)
    response = signed_in(team()).post(url("paper_proxy", assembly), {"giver": giver.number})
    assert response.status_code == 422
    assert "sans signature" in response.content.decode()
    assert not Proxy.objects.exists()


# Without network ----------------------------------------------------------------------------------


def test_a_line_sent_again_is_known_and_written_once() -> None:
    assembly = make_assembly()
    mark = kept(entries_of(assembly)[0], ago=3)
    assert fates(assembly, mark) == [MarkFate.WRITTEN]
    assert fates(assembly, mark) == [MarkFate.KNOWN]
    line = AttendanceMark.objects.get()
    assert line.claimed_at is not None
    assert dt.timedelta(minutes=2) < line.marked_at - line.claimed_at < dt.timedelta(minutes=4)


def test_a_line_that_bears_the_key_of_another_person_s_is_refused() -> None:
    assembly = make_assembly()
    one, other = entries_of(assembly)[:2]
    mark = kept(one, ago=3)
    forged = kept(other, ago=2, key=mark.key)
    assert fates(assembly, mark, forged) == [MarkFate.WRITTEN, MarkFate.REFUSED]
    assert AttendanceMark.objects.get().entry == one


def test_what_another_desk_wrote_alike_is_settled() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    come(entry)
    assert fates(assembly, kept(entry, ago=5)) == [MarkFate.SAME]
    assert AttendanceMark.objects.count() == 1


def test_an_older_arrival_does_not_bring_back_who_left_since_until_somebody_says_so() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    come(entry)
    mark_leaving(entry=entry, by=None)
    mark = kept(entry, ago=30)
    assert fates(assembly, mark) == [MarkFate.CONFLICT]
    assert not present_entries(assembly).exists()
    decided = kept(entry, key=mark.key, is_decided=True)
    assert fates(assembly, decided) == [MarkFate.WRITTEN]
    assert present_entries(assembly).get() == entry


def test_lines_are_written_in_the_order_in_which_they_were_noted() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    again, first, left = (
        kept(entry, ago=1),
        kept(entry, ago=9),
        kept(entry, ago=5, kind=MarkKind.LEFT),
    )
    verdicts = receive_marks(assembly=assembly, marks=[again, first, left], by=team())
    assert [(one.key, one.fate) for one in verdicts] == [
        (first.key, MarkFate.WRITTEN),
        (left.key, MarkFate.WRITTEN),
        (again.key, MarkFate.WRITTEN),
    ]


def test_one_refused_line_keeps_none_back() -> None:
    assembly = make_assembly(remote_allowed=False)
    first, second = entries_of(assembly)
    unknown = KeptMark(number=999, kind=MarkKind.ARRIVED, key=uuid4(), ago=dt.timedelta(minutes=3))
    remote = kept(first, ago=2, mode=AttendanceMode.REMOTE)
    assert fates(assembly, unknown, remote, kept(second, ago=1)) == [
        MarkFate.UNKNOWN,
        MarkFate.REFUSED,
        MarkFate.WRITTEN,
    ]
    assert present_entries(assembly).get() == second


def test_lines_are_taken_from_the_team_alone() -> None:
    assembly = make_assembly()
    with pytest.raises(NotAllowed):
        receive_marks(assembly=assembly, marks=[kept(entries_of(assembly)[0])], by=make_person())


def test_the_address_takes_a_list_and_names_each_verdict() -> None:
    assembly = make_assembly()
    entry, _ = entries_of(assembly)
    key = str(uuid4())
    line = {"number": entry.number, "kind": "arrived", "key": key, "ago": 61_000}
    response = send(assembly, {"marks": [line]})
    assert response.json() == {"verdicts": [{"key": key, "fate": "written", "why": "", "settled": True}]}
    assert AttendanceMark.objects.get().key == UUID(key)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1"},
        {"number": True},
        {"number": 10**12},
        {"kind": "danced"},
        {"key": "k"},
        {"ago": "soon"},
        {"ago": float("inf")},
        {"ago": None},
    ],
)
def test_what_is_no_line_is_refused_whole(wrong: dict[str, Any]) -> None:
    assembly = make_assembly()
    line = {"number": 1, "kind": "arrived", "key": str(uuid4()), "ago": 0, **wrong}
    assert send(assembly, {"marks": [line]}).status_code == 400
    assert send(assembly, {"marks": 3}).status_code == 400
    assert send(assembly, []).status_code == 400
    deep = signed_in(team()).post(url("marks", assembly), "[" * 99_999, content_type="application/json")
    assert deep.status_code == 400
    assert not AttendanceMark.objects.exists()


def send(assembly: Assembly, told: Any) -> Any:
    client = signed_in(team())
    return client.post(url("marks", assembly), json.dumps(told), content_type="application/json")


def test_the_roll_taken_away_by_a_desk_is_journaled_once_a_visit() -> None:
    from wagtail.log_actions import registry

    assembly = make_assembly()
    client = signed_in(team())
    for _ in range(2):
        people = client.post(url("excerpt", assembly)).json()["people"]
    entry = entries_of(assembly)[0]
    assert [entry.number, entry.code, entry.member.name] in people
    lines = registry.get_logs_for_instance(assembly).filter(action="assemblies.roll.exported")
    assert [line.data for line in lines] == [{"what": "desk"}]


def test_the_chair_who_is_not_of_the_team_holds_the_desk() -> None:
    from milliard.assemblies.services.assemblies import name_bureau

    account = make_person()
    assembly = make_assembly(members=[make_voter(account), make_voter()])
    chair, secretary = entries_of(assembly)
    assert signed_in(account).get(url("desk", assembly)).status_code == 403
    name_bureau(assembly=assembly, chair=chair, secretary=secretary, by=None)
    assert signed_in(account).get(url("scanned", assembly, secretary.code)).status_code == 200
