"""What a file of members would write, row by row, against the register as it is now. Nothing is written here.

A person is recognised by the digest of what an earlier file said of them; whoever only looks like somebody
known waits for a person to decide. Rows are read by the thousand, in as many queries whatever they hold.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from french import format_date
from french.person_names import clean_name
from milliard.core.refusals import Refused
from milliard.members.communes import CommunesOfRows, UnknownPlace
from milliard.members.enums import Source
from milliard.members.member_files import CellProblem, FileRead, RowRead
from milliard.members.models import Departure, DuesRates, ImportedRow, Member, MemberProfile, MembershipPeriod
from milliard.members.periods import Days, Rule, period_between
from milliard.members.services.import_likeness import likely_members, name_them
from milliard.members.services.import_verdicts import (
    ImportPlan,
    KnownPerson,
    PlannedRow,
    RowDecision,
    RowVerdict,
)
from milliard.members.services.joining import (
    Identity,
    NotAName,
    NotANaturalPerson,
    ensure_natural_person,
    write_identity,
)

BATCH = 1_000
_SALT = "members.imports"
_NO_DAY = (
    "Aucune date ne dit depuis quand cette personne adhère\u00a0: écrivez-la, ou choisissez une date pour"
    " toutes les lignes qui n’en ont pas."
)
_NO_RULES = (
    "Aucune règle de cotisation ne dit quand finit cette adhésion\u00a0: écrivez la fin, ou les règles."
)
_ERASED = "Cette personne a demandé que ses données soient effacées\u00a0: elle n’est pas réinscrite."


def plan_rows(
    read: FileRead,
    *,
    joined_on: dt.date | None = None,
    decisions: Mapping[int, str] | None = None,
    others: str = RowDecision.LATER,
    is_locking: bool = False,
) -> ImportPlan:
    """Judge every row.

    ``joined_on``: for rows that say no day. ``decisions``: by line, for rows that look like somebody;
    ``others``: for those not decided. ``is_locking``: the members concerned are locked, to be written.
    """
    planner = _Planner(read.titles, joined_on, dict(decisions or {}), others, is_locking=is_locking)
    by_day = sorted(read.rows, key=lambda row: row.joined_on or row.ends_on or joined_on or dt.date.max)
    rows = iter(by_day)
    planned: list[PlannedRow] = []
    while batch := list(islice(rows, BATCH)):
        planned += planner.plan(batch)
    return ImportPlan(sorted(planned, key=lambda one: one.row.line))


class _Planner:
    def __init__(
        self,
        titles: Mapping[str, str],
        joined_on: dt.date | None,
        decisions: dict[int, str],
        others: str,
        *,
        is_locking: bool,
    ) -> None:
        self.titles, self.joined_on = titles, joined_on
        self.decisions, self.others, self.is_locking = decisions, others, is_locking
        self.rules = list(DuesRates.objects.order_by("valid_from"))
        self.people: dict[str, KnownPerson] = {}
        self.met: dict[int, KnownPerson] = {}
        self.rows_seen: set[str] = set()

    def plan(self, batch: Sequence[RowRead]) -> list[PlannedRow]:
        communes = CommunesOfRows(batch)
        planned = [self._identify(row, communes) for row in batch]
        sound = [one for one in planned if not one.problems]
        name_them([one.member for one in sound])
        for one in sound:
            self._sign(one)
        self._recognise(sound)
        unknown = [one for one in sound if one.person_digest not in self.people]
        likely = likely_members([one.member for one in unknown])
        for one, members in zip(unknown, likely, strict=True):
            one.likely = members
        decided = (self._number_decided(one) for one in unknown)
        self._meet({number for number in decided if number is not None})
        for one in sound:
            self._judge(one)
        return planned

    def _identify(self, row: RowRead, communes: CommunesOfRows) -> PlannedRow:
        """The person as the door writes them, or what is unclear."""
        member = Member(source=Source.IMPORT)
        one = PlannedRow(row, member, problems=list(row.problems))
        commune, country = None, "FR"
        try:
            commune, country = communes.place_of(row)
        except UnknownPlace as unknown:
            self._refuse(one, unknown.field, str(unknown))
        if not (row.given_name and row.family_name):
            return one
        identity = Identity(row.given_name, row.family_name, row.email, row.phone, commune, country)
        try:
            write_identity(member, identity)
            member.full_clean(
                exclude=["commune", "account"], validate_unique=False, validate_constraints=False
            )
        except (NotANaturalPerson, NotAName) as refusal:
            self._refuse(one, _name_at_fault(row), refusal.message)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._refuse(one, name, messages[0])
        if row.birth_year is not None:
            MemberProfile(member=member, birth_year=row.birth_year)  # to compare; never saved
        days = {self.titles.get("joined_on"), self.titles.get("ends_on")}
        is_said = bool(row.joined_on or row.ends_on or self.joined_on)
        if not is_said and days.isdisjoint(problem.column for problem in row.problems):
            self._refuse(one, "joined_on", _NO_DAY)
        return one

    def _refuse(self, one: PlannedRow, name: str, message: str) -> None:
        one.verdict = RowVerdict.REFUSED
        title = self.titles.get(name) or self.titles.get("postal_code" if name == "commune" else "", "")
        one.problems.append(CellProblem(one.row.line, title, message))

    def _sign(self, one: PlannedRow) -> None:
        """Digests that recognise the person and the row in another file."""
        row, member = one.row, one.member
        who = [" ".join(sorted(member.search_name.split())), member.email, str(row.birth_year or "")]
        if not member.email:
            who += [member.phone, member.commune_id or "", member.country]
        one.person_digest = _digest(who)
        one.row_digest = _digest([*who, str(self._day(row)), str(row.ends_on)])

    def _day(self, row: RowRead) -> dt.date | None:
        return row.joined_on or (None if row.ends_on else self.joined_on)

    def _recognise(self, sound: Sequence[PlannedRow]) -> None:
        """Who earlier files told of, and which rows they wrote."""
        rows = ImportedRow.objects.filter(row_digest__in=[one.row_digest for one in sound])
        self.rows_seen.update(rows.values_list("row_digest", flat=True))
        digests = {one.person_digest for one in sound} - self.people.keys()
        known = dict(
            ImportedRow.objects.filter(person_digest__in=digests).values_list("person_digest", "member")
        )
        self._meet(set(known.values()))
        self.people |= {digest: self.met[number] for digest, number in known.items()}

    def _number_decided(self, one: PlannedRow) -> int | None:
        """The member a person says this is."""
        said = self.decisions.get(one.row.line) or self.others
        if not one.likely or said in (RowDecision.LATER, RowDecision.OTHER):
            return None
        numbers = [member.pk for member, _ in one.likely]
        if said == RowDecision.SAME:
            return numbers[0]
        return int(said) if said.isdecimal() and int(said) in numbers else None

    def _meet(self, numbers: set[int]) -> None:
        """Known members, each one person whatever row names them, with their days."""
        wanted = sorted(numbers - self.met.keys())
        members = Member.objects.filter(pk__in=wanted).order_by("pk")
        if self.is_locking:
            members = members.select_for_update()
        fresh = {member.pk: KnownPerson(member) for member in members}
        kept = MembershipPeriod.objects.filter(member__in=wanted, cancelled_on=None)
        for number, *days in kept.values_list("member", "starts_on", "ends_on"):
            fresh[number].periods.append(Days(*days))
        for left in Departure.objects.filter(member__in=wanted, returned_on=None):
            fresh[left.member_id].left = left
        self.met |= fresh

    def _judge(self, one: PlannedRow) -> None:
        person = self.people.get(one.person_digest)
        if one.row_digest in self.rows_seen:
            one.verdict, one.member = RowVerdict.SAME, person.member if person else one.member
            return
        if person is None and one.likely:
            number = self._number_decided(one)
            said = self.decisions.get(one.row.line) or self.others
            if number is not None:
                person = self.met[number]
            elif said != RowDecision.OTHER:
                one.verdict = RowVerdict.POSSIBLE
                return
        one.verdict = RowVerdict.RENEWED if person else RowVerdict.NEW
        person = person or KnownPerson(one.member)
        self._write_days(one, person)
        if one.verdict in (RowVerdict.NEW, RowVerdict.RENEWED):
            self.people[one.person_digest] = person
            self.rows_seen.add(one.row_digest)

    def _write_days(self, one: PlannedRow, person: KnownPerson) -> None:
        one.member = person.member
        day = self._day(one.row)
        rule = self._rule_on(day or one.row.ends_on)
        if why := _why_nothing(person):
            self._refuse(one, "", why)
        elif rule is None and one.row.ends_on is None:
            self._refuse(one, "ends_on", _NO_RULES)
        elif days := period_between(rule, joined_on=day, ends_on=one.row.ends_on, known=person.periods):
            one.days = days
            person.periods.append(days)
        else:
            one.verdict = RowVerdict.SAME

    def _rule_on(self, day: dt.date | None) -> Rule | None:
        """The rules of a day; the first ones for what was before them."""
        if not self.rules or day is None:
            return None
        in_force = [rates for rates in self.rules if rates.valid_from <= day]
        return (in_force[-1] if in_force else self.rules[0]).rule


def _why_nothing(person: KnownPerson) -> str:
    """Why nothing more is written for somebody known; "" when nothing stands against it."""
    if person.member.erased_at is not None:
        return _ERASED
    if person.left is None:
        return ""
    on = format_date(person.left.effective_on)
    return f"Cette personne est partie le {on}\u00a0: rien n’est écrit pour elle."


def _name_at_fault(row: RowRead) -> str:
    try:
        ensure_natural_person(clean_name(row.given_name), "a")
    except Refused:
        return "given_name"
    return "family_name"


def _digest(words: Sequence[str]) -> str:
    return salted_hmac(_SALT, "\x1f".join(words), algorithm="sha256").hexdigest()
