"""A file of members against the register: written once, by the rules of the door, never merged by itself."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milliard.accounts.enums import Role
from milliard.accounts.reports import export_account
from milliard.accounts.services import erase_account
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import DepartureKind, EntryKind, Source
from milliard.members.member_files import FileRead, read_file
from milliard.members.models import (
    Departure,
    ImportedRow,
    Member,
    MemberConsent,
    MemberImport,
    MemberProfile,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.services.dues import give_period
from milliard.members.services.import_plans import plan_rows
from milliard.members.services.import_undo import ImportAlreadyUndone, ImportInUse, undo_import
from milliard.members.services.import_verdicts import ImportPlan, RowVerdict
from milliard.members.services.imports import NoOrigin, import_members
from milliard.members.services.joining import Identity, claim_members, create_member, join
from milliard.members.services.merging import merge_members
from milliard.members.tests.factories import make_member, make_rates
from milliard.members.tests.files import ADA, BOB, TITLES, csv_of
from milliard.payments.models import Payment
from milliard.territories.tests.factories import make_commune, make_department

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    make_rates()
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def read() -> Any:
    def made(*rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> FileRead:
        return read_file(csv_of(*rows, titles=titles).encode(), None, TODAY)

    return made


def load(read: FileRead, **said: Any) -> MemberImport | None:
    return import_members(file_name="membres.csv", read=read, origin="HelloAsso", by=None, **said)


def counts(plan: ImportPlan) -> dict[str, int]:
    return {verdict.value: count for verdict, count in plan.counts().items() if count}


def rows_written() -> tuple[int, ...]:
    models = (Member, MembershipPeriod, RegisterEntry, MemberImport, ImportedRow)
    return tuple(model.objects.count() for model in models)


def test_a_row_writes_a_person_their_days_and_the_line_of_the_register(read: Any) -> None:
    lyon = make_commune(code="69123", name="Lyon", postal_codes=["69001"])
    done = load(read((*ADA[:3], "0612345678", "69001", "LYON", *ADA[6:])))
    member, period = Member.objects.get(), MembershipPeriod.objects.get()
    assert (member.name, member.email, member.phone) == ("Ada Exemple", "ada@example.org", "06 12 34 56 78")
    assert (member.commune, member.account, member.source) == (lyon, None, Source.IMPORT)
    assert (period.starts_on, period.ends_on) == (dt.date(2025, 2, 3), dt.date(2026, 2, 2))
    line = member.register.get()
    assert (line.kind, line.effective_on) == (EntryKind.ENTERED, period.starts_on)
    assert line.reason == f"import {done.pk}, HelloAsso"
    assert member.imported_rows.get().amount_cents == 2000


def test_who_came_by_a_file_agreed_to_nothing_and_paid_nothing_here(read: Any) -> None:
    load(read((*ADA, "1990"), titles=(*TITLES, "Année de naissance")))
    assert not MemberConsent.objects.exists()
    assert not MemberProfile.objects.exists()
    assert not Payment.objects.exists()


def test_the_same_file_twice_writes_nothing(read: Any) -> None:
    assert counts(plan_rows(read(ADA, BOB, ADA))) == {"new": 2, "same": 1}
    load(read(ADA, BOB, ADA))
    before = rows_written()
    assert load(read(ADA, BOB, ADA)) is None
    assert rows_written() == before


def test_overlapping_files_write_each_person_once(read: Any) -> None:
    cleo = ("Cléo", "Nouvelle", "cleo@example.org", "", "", "", "01/03/2025", "")
    load(read(ADA, BOB))
    load(read(BOB, cleo))
    assert sorted(Member.objects.values_list("given_name", flat=True)) == ["Ada", "Bob", "Cléo"]
    assert MembershipPeriod.objects.count() == 3


def test_the_next_year_renews_whoever_the_first_file_wrote(read: Any) -> None:
    load(read(ADA))
    later = (*ADA[:6], "20/02/2026", "20")
    assert counts(plan_rows(read(later))) == {"renewed": 1}
    load(read(ADA, later))
    assert list(MembershipPeriod.objects.values_list("starts_on", "ends_on").order_by("starts_on")) == [
        (dt.date(2025, 2, 3), dt.date(2026, 2, 2)),
        (dt.date(2026, 2, 3), dt.date(2027, 2, 2)),
    ]
    kinds = RegisterEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EntryKind.ENTERED, EntryKind.RENEWED]


def test_an_older_file_fills_the_days_before_and_pays_none_twice(read: Any) -> None:
    load(read(ADA))
    load(read((*ADA[:6], "01/06/2024", "")))
    first = MembershipPeriod.objects.earliest("starts_on")
    assert (first.starts_on, first.ends_on) == (dt.date(2024, 6, 1), dt.date(2025, 2, 2))


def test_an_end_written_in_the_file_is_the_end(read: Any) -> None:
    load(read((*ADA[:6], "01/09/2025", "", "31/08/2027"), titles=(*TITLES, "Fin d’adhésion")))
    period = MembershipPeriod.objects.get()
    assert (period.starts_on, period.ends_on) == (dt.date(2025, 9, 1), dt.date(2027, 8, 31))


def test_rows_without_a_day_take_the_one_said_for_all(read: Any) -> None:
    rows = read((*ADA[:6], "", ""))
    (problem,) = plan_rows(rows).rows[0].problems
    assert str(problem).startswith("2:Date d’adhésion:Aucune date")
    load(rows, joined_on=dt.date(2026, 1, 1))
    assert MembershipPeriod.objects.get().starts_on == dt.date(2026, 1, 1)


def test_who_looks_like_somebody_waits_for_a_person_to_decide(read: Any) -> None:
    known = make_member(email="ada@example.org")
    plan = plan_rows(read(ADA, BOB))
    assert counts(plan) == {"new": 1, "possible": 1}
    ((member, likeness),) = plan.of(RowVerdict.POSSIBLE)[0].likely
    assert (member, likeness.score, likeness.alike) == (known, 65, ("name", "email"))
    load(read(ADA, BOB))
    assert sorted(Member.objects.values_list("given_name", flat=True)) == ["Ada", "Bob"]
    assert not known.periods.exists()


@pytest.mark.parametrize("said", [{"decisions": {2: "same"}}, {"others": "same"}, {"decisions": {}}])
def test_decided_the_same_the_days_go_to_the_known_person(read: Any, said: dict[str, Any]) -> None:
    known = make_member(email="ada@example.org", phone="01 02 03 04 05")
    if said == {"decisions": {}}:
        said = {"decisions": {2: str(known.pk)}}
    load(read(ADA), **said)
    known.refresh_from_db()
    assert (Member.objects.count(), known.periods.count(), known.phone) == (1, 1, "01 02 03 04 05")
    assert known.card_code
    assert load(read(ADA)) is None


def test_decided_somebody_else_they_are_two_and_never_proposed_again(read: Any) -> None:
    known = make_member(email="ada@example.org")
    load(read(ADA), decisions={2: "other"})
    other = Member.objects.exclude(pk=known.pk).get()
    pair = PossibleDuplicate.objects.get()
    assert ({pair.first, pair.second}, pair.dismissed_at is not None) == ({known, other}, True)


def test_a_decision_about_nobody_it_looks_like_decides_nothing(read: Any) -> None:
    make_member(email="ada@example.org")
    stranger = make_member("Zoé")
    assert load(read(ADA), decisions={2: str(stranger.pk)}) is None


def test_a_parent_and_a_child_of_one_name_are_two(read: Any) -> None:
    titles = (*TITLES, "Année de naissance")
    load(read((*ADA, "1950"), (*ADA, "1980"), titles=titles))
    assert Member.objects.count() == 2


def test_a_couple_shares_an_address(read: Any) -> None:
    load(read(ADA, (*("Bob", "Exemple"), *ADA[2:])))
    assert Member.objects.filter(email="ada@example.org").count() == 2


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Les Amis", "SCOP"),
        ("EARL", "des Prés"),
        ("Jean2", "Exemple"),
        ("a" * 81, "Exemple"),
        ("Mairie de", "Romans"),
    ],
)
def test_a_name_the_door_refuses_is_refused_with_its_row(read: Any, given: str, family: str) -> None:
    plan = plan_rows(read((given, family, *ADA[2:]), BOB))
    assert counts(plan) == {"new": 1, "refused": 1}
    assert plan.of(RowVerdict.REFUSED)[0].problems[0].line == 2
    load(read((given, family, *ADA[2:]), BOB))
    assert Member.objects.get().given_name == "Bob"


@pytest.mark.parametrize(
    ("given", "family"),
    [
        *[("Anne-Lise", "d’Ornano"), ("O", "Y"), ("Jean", "de La Rochefoucauld"), ("a" * 80, "b" * 80)],
        *[("فاطمة", "الزهراء"), ("Nguyễn", "Thị Minh Khai"), ("Ulug‘bek", "Sasu"), ("Jean", "SAS")],
    ],
)
def test_names_of_people_get_in_as_they_are_written(read: Any, given: str, family: str) -> None:
    load(read((given, family, *ADA[2:])))
    assert (Member.objects.get().given_name, Member.objects.get().family_name) == (given, family)


PLACES = [
    ("69001", "LYON", "", "69123"),
    ("", "St Étienne", "", "42218"),
    ("42000", "", "", "42218"),
    ("38400", "Saint Martin d'Heres", "", "38421"),
    ("38400", "St-Martin d’Hère", "", "38421"),
    ("69009", "LYON CEDEX 09", "", "69123"),
    ("", "", "", None),
]


@pytest.mark.parametrize(("postal", "commune", "country", "code"), PLACES)
def test_places_are_found_as_people_write_them(
    read: Any, postal: str, commune: str, country: str, code: str | None
) -> None:
    _make_places()
    load(read((*ADA[:4], postal, commune, *ADA[6:], country), titles=(*TITLES, "Pays")))
    assert Member.objects.get().commune_id == code


@pytest.mark.parametrize(("country", "code"), [("Belgique", "BE"), ("ch", "CH"), ("ROYAUME-UNI", "GB")])
def test_who_lives_abroad_has_a_country(read: Any, country: str, code: str) -> None:
    load(read((*ADA[:4], "1000", "Bruxelles", *ADA[6:], country), titles=(*TITLES, "Pays")))
    member = Member.objects.get()
    assert (member.country, member.commune) == (code, None)


@pytest.mark.parametrize(
    ("postal", "commune", "country", "said"),
    [
        ("", "Valmont", "", "Commune:Plusieurs communes"),
        ("", "Nulle-Part", "", "Commune:Aucune commune"),
        ("38400", "Grenoble", "", "Commune:Communes de ce code postal\u00a0: Gières, Saint-Martin-d’Hères."),
        ("00000", "Nulle-Part", "", "Code postal:Ce code postal"),
        ("", "", "Poldévie", "Pays:Ce pays"),
    ],
)
def test_a_place_that_is_none_says_what_to_write(
    read: Any, postal: str, commune: str, country: str, said: str
) -> None:
    _make_places()
    plan = plan_rows(read((*ADA[:4], postal, commune, *ADA[6:], country), titles=(*TITLES, "Pays")))
    assert [str(problem).startswith(f"2:{said}") for problem in plan.rows[0].problems] == [True]


def _make_places() -> None:
    make_commune(code="69123", name="Lyon", postal_codes=["69001"], department=make_department(code="69"))
    make_commune(code="42218", name="Saint-Étienne", postal_codes=["42000"])
    make_commune(code="38421", name="Saint-Martin-d’Hères", postal_codes=["38400"])
    make_commune(code="38179", name="Gières", postal_codes=["38400"])
    make_commune(code="57690", name="Valmont", postal_codes=["57730"])
    make_commune(code="76719", name="Valmont", postal_codes=["76540"])


def test_many_write_what_one_by_one_would(read: Any) -> None:
    load(read(ADA))
    (member,) = Member.objects.all()
    by_file = _picture(member)
    identity = Identity("Ada", "Exemple", "ada@example.org")
    alone = create_member(identity=identity, source=Source.IMPORT, by=None)
    reason = member.register.get().reason
    give_period(
        member=alone, starts_on=dt.date(2025, 2, 3), ends_on=dt.date(2026, 2, 2), by=None, reason=reason
    )
    alone.refresh_from_db()
    assert _picture(alone) == by_file


def _picture(member: Member) -> list[dict[str, Any]]:
    apart = {"id", "public_id", "created_at", "updated_at", "card_code", "member_id", "recorded_at"}
    apart |= {"opened_on"}  # the file knows the day the money came, the team does not say it
    assert len(member.card_code) == 20
    found = [Member.objects.filter(pk=member.pk), member.periods.all(), member.register.all()]
    return [
        {name: value for name, value in row.items() if name not in apart}
        for rows in found
        for row in rows.values()
    ]


def test_queries_are_as_many_for_a_hundred_rows_as_for_two(read: Any) -> None:
    load(read(ADA))  # what is asked once by a process is asked before
    seen = []
    for count in (2, 100):
        make_member("Zoé", email=f"p1@{count}.example.org")
        rows = read(*(_person(number, count) for number in range(count)))
        with CaptureQueriesContext(connection) as planned:
            plan_rows(rows)
        with CaptureQueriesContext(connection) as written:
            load(rows)
        seen.append((len(planned), len(written)))
    assert seen[0] == seen[1]


def _person(number: int, count: int) -> tuple[str, ...]:
    letters = "abcdefghij"
    name = f"{letters[number // 10]}{letters[number % 10]}"
    return (f"Ada {name}", f"{letters[count % 9]}Modèle", f"p{number}@{count}.example.org", *ADA[3:])


def test_who_left_is_not_brought_back(read: Any) -> None:
    load(read(ADA))
    Departure.objects.create(member=Member.objects.get(), kind=DepartureKind.RESIGNED, effective_on=TODAY)
    plan = plan_rows(read((*ADA[:6], "20/02/2026", "")))
    assert "est partie le 1er\u00a0mars\u00a02026" in plan.rows[0].problems[0].message


def test_who_was_erased_is_not_brought_back(read: Any) -> None:
    load(read(ADA))
    account = make_person(email="ada@example.org")
    claim_members(account=account)
    assert export_account(user=account, by=account)["adhésion"][0]["fichiers qui parlaient de vous"] == [
        {"le": "2026-03-01", "venu de": "HelloAsso"}
    ]
    erase_account(user=account, by=account)
    plan = plan_rows(read(ADA, (*ADA[:6], "20/02/2026", "")))
    assert counts(plan) == {"same": 1, "refused": 1}
    assert "effacées" in plan.of(RowVerdict.REFUSED)[0].problems[0].message


def test_who_joins_later_with_the_same_address_and_name_finds_their_row(read: Any) -> None:
    load(read(ADA))
    account = make_person(email="ada@example.org")
    found = join(account=account, identity=Identity("Ada", "EXEMPLE", "ada@example.org"), by=account)
    assert (found.source, found.account, Member.objects.count()) == (Source.IMPORT, account, 1)


def test_who_began_as_another_of_the_household_finds_their_row_too(read: Any) -> None:
    account = make_person(email="ada@example.org")
    begun = join(account=account, identity=Identity("Bob", "Exemple", "ada@example.org"), by=account)
    load(read(ADA))
    found = join(account=account, identity=Identity("Ada", "Exemple", "ada@example.org"), by=account)
    assert (found.source, found.account) == (Source.IMPORT, account)
    begun.refresh_from_db()
    assert begun.given_name == "Bob"


def test_an_address_that_is_not_proved_finds_nobody(read: Any) -> None:
    load(read(ADA))
    account = make_person(email="zoe@example.org")
    joined = join(account=account, identity=Identity("Ada", "Exemple", "ada@example.org"), by=account)
    assert joined.source == Source.FORM


def test_only_the_team_imports_and_says_whence(read: Any) -> None:
    with pytest.raises(NotAllowed):
        import_members(file_name="a.csv", read=read(ADA), origin="x", by=make_person(role=Role.TREASURER))
    with pytest.raises(NoOrigin):
        import_members(file_name="a.csv", read=read(ADA), origin=" ", by=make_person(role=Role.ORGANISER))


def test_undone_nobody_is_left_and_the_register_says_it(read: Any) -> None:
    make_member("Zoé")
    done = load(read(ADA, BOB))
    undo_import(member_import=done, by=make_person(role=Role.ORGANISER))
    assert [member.given_name for member in Member.objects.present()] == ["Zoé"]
    for event in Member.pgh_event_models.values():
        assert not event.objects.filter(family_name="Exemple", given_name="Ada").exists()
    assert not MembershipPeriod.objects.valid_on(TODAY).exists()
    assert not MembershipPeriod.objects.valid_on(dt.date(2025, 6, 1)).exists()
    assert (
        RegisterEntry.objects.filter(kind=EntryKind.CORRECTED, reason=f"import {done.pk} défait").count() == 2
    )
    with pytest.raises(ImportAlreadyUndone):
        undo_import(member_import=done, by=None)


def test_what_was_undone_can_be_imported_again(read: Any) -> None:
    undo_import(member_import=load(read(ADA)), by=None)
    assert load(read(ADA)).members_written == 1


def test_undone_a_known_person_loses_only_the_days_of_the_file(read: Any) -> None:
    known = make_member(email="ada@example.org")
    done = load(read(ADA), others="same")
    undo_import(member_import=done, by=None)
    known.refresh_from_db()
    assert (known.given_name, known.periods.filter(cancelled_on=None).count()) == ("Ada", 0)


def _claimed(member: Member) -> None:
    claim_members(account=make_person(email=member.email))


def _merged(member: Member) -> None:
    merge_members(kept=make_member("Zoé"), absorbed=member, by=None)


def _left(member: Member) -> None:
    Departure.objects.create(member=member, kind=DepartureKind.DECEASED, effective_on=TODAY)


def _agreed(member: Member) -> None:
    MemberConsent.objects.create(member=member, purpose="newsletter", is_given=True, wording="x")


def _paid(member: Member) -> None:
    give_period(member=member, starts_on=TODAY, ends_on=dt.date(2027, 2, 28), by=None, reason="chèque")


@pytest.mark.parametrize("depends", [_claimed, _merged, _left, _agreed, _paid])
def test_an_import_on_which_something_depends_stays(read: Any, depends: Any) -> None:
    done = load(read(ADA, BOB))
    depends(Member.objects.get(given_name="Ada"))
    before = rows_written()
    with pytest.raises(ImportInUse):
        undo_import(member_import=done, by=None)
    assert rows_written() == before


def test_an_import_that_a_later_one_renewed_stays(read: Any) -> None:
    first = load(read(ADA))
    second = load(read((*ADA[:6], "20/02/2026", "")))
    with pytest.raises(ImportInUse):
        undo_import(member_import=first, by=None)
    undo_import(member_import=second, by=None)
    undo_import(member_import=first, by=None)
    assert not Member.objects.present().exists()
