"""A member is a natural person. There is no field where an organisation could stand."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Substr
from django.db.models.lookups import Contains, GreaterThanOrEqual, LessThan

from french.person_names import ORGANISATION_PATTERN, SHOUTED_PATTERN
from milliard.core.models import BaseModel, PublicIdModel
from milliard.core.tables import EitherQuerySet, few_keys
from milliard.members.enums import ConsentPurpose, Gender, MembershipState, Occupation, PriorityArea, Source
from milliard.members.models.states import StateDays, may_be_in, paid_up, state_annotations, state_condition
from milliard.territories.countries import COUNTRIES
from milliard.territories.models import Commune

if TYPE_CHECKING:
    from milliard.members.models.dues import DuesRates


#: Signs between words that say nothing of a name, and what stands for them.
NAME_SIGNS = ("-'’", "   ")

#: After every other, in the order of the database.
LAST_SIGN = "\U0010ffff"

#: From so many on, they are not few: at a million members, looking at so many costs what walking past the
#: others to the rows of a page does.
_MANY = 7_000
_FEW = 2_000


def plain_name(name: Combinable | str) -> Func:
    """A name as the database compares it: no accent, no capital, no hyphen, no apostrophe."""
    text = Value(name) if isinstance(name, str) else name
    return Func(Func(text, function="milliard_plain"), *map(Value, NAME_SIGNS), function="translate")


def unweighed(condition: Q) -> Case:
    """The same condition, of which the database expects nothing.

    It neither joins nor reads a million rows for it before it looks at the fifty of a page.
    """
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


class MemberQuerySet(EitherQuerySet["Member"]):
    """Reads of members."""

    def bearing(self, word: str) -> "MemberQuerySet":
        """Those whose name holds a word of letters, whatever accents and capitals: for a page of a list.

        In the order of `sort_name`, a page is found without reading everybody who bears a common name:
        whoever the order begins with it stands together there; others bear it elsewhere in their name.
        """
        plain = plain_name(word)
        begins = Q(GreaterThanOrEqual(F("sort_name"), plain)) & Q(
            LessThan(F("sort_name"), Concat(plain, Value(LAST_SIGN)))
        )
        found = self.filter(unweighed(Q(Contains(F("search_name"), plain))))
        within = Q(Contains(Substr("sort_name", 2), plain))
        # The index of names knows no fewer than three letters.
        few = few_keys(Member.objects.filter(within), _FEW) if len(word) >= 3 else None
        return found.either(begins, within if few is None else Q(pk__any=few))

    def present(self) -> "MemberQuerySet":
        """Without those merged into another or erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def with_state(self, rates: "DuesRates", on: dt.date) -> "MemberQuerySet":
        """Annotate ``state`` (`MembershipState`) and ``paid_until``, as they were on a day."""
        return self.annotate(**state_annotations(StateDays.of(rates, on)))

    def in_states(
        self, states: "Collection[MembershipState]", rates: "DuesRates", on: dt.date
    ) -> "MemberQuerySet":
        """Those in one of the states: for a page, not for a whole list.

        Where few may be in the state, the database begins with them; where many are, it walks the page's
        order and soon has enough.
        """
        found = self.filter(unweighed(state_condition(states, rates, on)))
        candidates = may_be_in(next(iter(states)), rates, on) if len(states) == 1 else None
        if candidates is not None and candidates[:_MANY].count() < _MANY:
            # Those who left are exactly the candidates: nothing to look at again.
            found = (self if MembershipState.LEFT in states else found).filter(pk__in=candidates)
        return found

    def with_right_to_vote(self, rates: "DuesRates", on: dt.date) -> "MemberQuerySet":
        """Those whose dues are paid on that day, days of grace included, and who had not left."""
        return self.present().filter(paid_up(rates, on))

    def by_name(self) -> "MemberQuerySet":
        return self.order_by("sort_name", "id")


@pghistory.track()
class Member(PublicIdModel):
    """A natural person who joined or began to.

    An account may hold several members: couples share an address. `email` is where to write, not who one is.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        verbose_name="compte",
    )
    given_name = models.CharField("prénom", max_length=80)
    family_name = models.CharField("nom", max_length=80)
    email = models.EmailField("adresse e-mail", blank=True, db_index=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name="commune",
    )
    #: ISO 3166-1 alpha-2; a person outside France has no commune.
    country = models.CharField("pays", max_length=2, default="FR")
    source = models.CharField("venu·e par", max_length=8, choices=Source.choices, default=Source.FORM)
    #: What the QR code of the card holds; drawn again when a card is lost.
    card_code = models.CharField(max_length=24, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="absorbed", null=True, blank=True
    )
    erased_at = models.DateTimeField("effacé·e le", null=True, blank=True)
    # Written by the database itself, so that no entry can forget it.
    search_name = models.GeneratedField(
        expression=plain_name(Concat("given_name", Value(" "), "family_name")),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="nom cherché",
    )
    #: What lists are ordered by: «éluard» beside «eluard», «le» before «le goff».
    sort_name = models.GeneratedField(
        expression=Concat(plain_name(F("family_name")), Value("\t"), plain_name(F("given_name"))),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="nom trié",
    )

    #: Given by `with_state`.
    state: str
    paid_until: dt.date | None
    #: Given by `reads.members_of`.
    has_entered: bool

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre"
        verbose_name_plural = "membres"
        indexes = [
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="members_member_search_name"),
            models.Index(fields=["sort_name", "id"], name="members_member_sorted"),
            # Names but for how they begin in a list: see `bearing`.
            GinIndex(OpClass(Substr("sort_name", 2), name="gin_trgm_ops"), name="members_member_within_name"),
            models.Index(fields=["commune"], name="members_member_commune"),
            models.Index(fields=["-created_at", "-id"], name="members_member_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(given_name="") & ~Q(family_name="")) | Q(erased_at__isnull=False),
                name="members_member_two_names",
            ),
            # The last guard, after every form and import has asked better.
            models.CheckConstraint(
                condition=~Q(search_name__regex=ORGANISATION_PATTERN) & ~Q(given_name__regex=SHOUTED_PATTERN),
                name="members_member_natural_person",
                violation_error_message="Seules des personnes peuvent adhérer, pas des organisations.",
            ),
            models.CheckConstraint(
                condition=Q(country="FR") | Q(commune__isnull=True), name="members_member_commune_in_france"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="members_member_not_merged_into_itself"
            ),
            models.UniqueConstraint(
                fields=["card_code"], condition=~Q(card_code=""), name="members_member_card_code"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="members_member_known_source"),
            # Two devices that join at once, or twice the same form: one member.
            models.UniqueConstraint(
                fields=["account", "search_name"],
                condition=Q(account__isnull=False, merged_into__isnull=True, erased_at__isnull=True),
                name="members_member_once_by_account",
            ),
        ]

    def __str__(self) -> str:
        # Never the name: this string ends up in the journal.
        return self.number

    @property
    def number(self) -> str:
        """The member's number, as said and written."""
        return f"M{self.pk:07d}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def place(self) -> str:
        """Where the person lives, in words: a commune, a country, or "" when nobody knows."""
        if self.commune is not None:
            return self.commune.label
        return "" if self.country == "FR" else COUNTRIES.get(self.country, self.country)


class MemberProfile(BaseModel):
    """What a member chose to say of themselves; each field has its own consent."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="profile")
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    gender = models.CharField("genre", max_length=8, choices=Gender.choices, blank=True)
    occupation = models.CharField(
        "groupe professionnel", max_length=2, choices=Occupation.choices, blank=True
    )
    priority_area = models.CharField(
        "quartier prioritaire", max_length=8, choices=PriorityArea.choices, blank=True
    )
    #: Codes of `milliard.members.skills`.
    skills = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    #: Codes of times one has: «saturday», «evening».
    times = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    wants_lot = models.BooleanField("souhaite être tiré·e au sort", default=False)

    class Meta:
        verbose_name = "profil"
        verbose_name_plural = "profils"
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lte=2200),
                name="members_profile_birth_year",
            ),
            models.CheckConstraint(
                condition=Q(
                    gender__in=["", *Gender.values],
                    occupation__in=["", *Occupation.values],
                    priority_area__in=["", *PriorityArea.values],
                ),
                name="members_profile_known_values",
            ),
        ]
        indexes = [
            GinIndex(fields=["skills"], name="members_profile_skills"),
            GinIndex(fields=["times"], name="members_profile_times"),
        ]

    def __str__(self) -> str:
        return f"profil de {self.member}"


class MemberConsent(models.Model):
    """One answer to one question of consent, as it was asked. The last one holds; none is ever edited."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField("pour", max_length=12, choices=ConsentPurpose.choices)
    is_given = models.BooleanField("accepté")
    wording = models.CharField("texte lu", max_length=300)
    recorded_at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "accord"
        verbose_name_plural = "accords"
        indexes = [
            models.Index(fields=["member", "purpose", "-id"], name="members_consent_last"),
            models.Index(
                fields=["member", "purpose", "id"],
                condition=Q(is_given=False),
                name="members_consent_refused",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=ConsentPurpose.values), name="members_consent_known_purpose"
            )
        ]
        triggers = [pgtrigger.Protect(name="consent_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.member}"
