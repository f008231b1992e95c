"""Rules without default: typed question by question, adopted, and said in words."""

from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.letters.models import Segment
from milliard.statutes.enums import ResolutionKind
from milliard.statutes.forms.statutes import StatutesForm
from milliard.statutes.models import Statutes
from milliard.statutes.reports import compared_share
from milliard.statutes.services import write_statutes
from milliard.statutes.tests.factories import make_statutes

pytestmark = pytest.mark.django_db


def team(role: Role = Role.ORGANISER) -> Any:
    return signed_in(make_person(role=role))


def url(name: str, item: Any = None) -> str:
    return reverse(f"statutes_staff:{name}", args=[item.public_id] if item is not None else [])


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def answers(**changed: str) -> dict[str, str]:
    """Every question, answered as somebody types."""
    said = {
        "title": "Statuts de mars",
        "valid_from": "2026-03-12",
        "voters": "paid",
        "seniority_days": "0",
        "notice_days": "15",
        "quorum": "1/4",
        "quorum_counts": "represented",
        "second_call_allowed": "yes",
        "second_notice_days": "8",
        "second_quorum": "0",
        "proxies_allowed": "yes",
        "proxy_cap": "2",
        "proxy_until_hours": "24",
        "blank_proxies": "chair",
        "remote_allowed": "no",
        "electronic_voting": "yes",
    }
    for kind in ResolutionKind:
        rule = {"base": "cast", "comparison": "more_than", "share": "1/2", "tie": "fails"}
        said |= {f"{kind.value}_{name}": answer for name, answer in rule.items()}
    return {**said, **changed}


def test_no_rule_of_a_new_version_has_an_answer_of_ours() -> None:
    form = StatutesForm()
    assert not [field.html_name for field in form.visible_fields() if field.value()]


def test_rules_are_written_as_typed_then_adopted_by_an_admin() -> None:
    assert team().post(url("statutes_write"), answers()).status_code == 302
    statutes = Statutes.objects.get()
    assert (statutes.quorum_numerator, statutes.quorum_denominator, statutes.second_quorum_numerator) == (
        1,
        4,
        0,
    )
    assert statutes.majorities.count() == 3
    assert statutes.remote_allowed is False
    first = team().get(url("statutes_rewrite", statutes))
    assert 'value="1/4"' in body(first)
    assert team(Role.ADMIN).post(url("statutes_adopt", statutes)).status_code == 302
    assert Statutes.objects.get().adopted_on is not None


def test_what_nobody_answered_is_listed_and_keeps_from_adopting() -> None:
    nothing = {name: "" for name in answers() if name.startswith(("dissolution", "quorum"))}
    team().post(url("statutes_write"), answers(**nothing))
    statutes = Statutes.objects.get()
    assert "majorité pour\u00a0: dissolution" in body(team().get(url("statutes", statutes)))
    refused = team(Role.ADMIN).post(url("statutes_adopt", statutes))
    assert refused.status_code == 422
    assert "Il reste à répondre" in body(refused)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quorum": "5/4"}, "Une part va de 0 à 1"),
        ({"quorum": "un quart"}, "Écrivez une fraction"),
        ({"quorum": "1/0"}, "Une part va de 0 à 1"),
        ({"quorum": "9" * 5_000}, "Écrivez une fraction"),
        ({"ordinary_share": ""}, "Répondez aussi ici"),
        ({"ordinary_share": "0"}, "Une majorité est plus que zéro"),
        ({"remote_allowed": ""}, "Répondez oui ou non"),
    ],
)
def test_a_rule_half_said_is_asked_again(changed: dict[str, str], said: str) -> None:
    response = team().post(url("statutes_write"), answers(**changed))
    assert response.status_code == 422
    assert said in body(response)
    assert not Statutes.objects.exists()


def test_colleges_are_written_on_the_screen_of_the_statutes_and_read_back() -> None:
    segment = Segment.objects.create(
        name="Samedi", conditions=[{"fact": "members.time", "is": True, "values": ["saturday"]}]
    )
    first = StatutesForm.first_values(make_statutes())
    said = {True: "yes", False: "no"}
    typed = {
        **{
            name: said[value] if isinstance(value, bool) else value
            for name, value in first.items()
            if value is not None
        },
        "college_rule": "combined",
        "college_1_name": "Du samedi",
        "college_1_share": "2/3",
        "college_1_segment": segment.pk,
        "college_2_name": "Les autres",
        "college_2_share": "1/3",
    }
    form = StatutesForm({name: str(value) for name, value in typed.items()})
    assert form.is_valid(), form.errors
    statutes = write_statutes(**form.cleaned_data, by=None)
    told = [(one.name, str(one.share), len(one.conditions)) for one in statutes.colleges.order_by("position")]
    assert told == [("Du samedi", "2/3", 1), ("Les autres", "1/3", 0)]
    assert StatutesForm.first_values(statutes)["college_1_segment"] == segment


@pytest.mark.parametrize(
    ("comparison", "share", "words"),
    [
        ("more_than", "1/2", "plus de la moitié"),
        ("more_than", "1/3", "plus du tiers"),
        ("more_than", "2/3", "plus des deux tiers"),
        ("at_least", "2/3", "au moins les deux tiers"),
        ("at_least", "3/4", "au moins les trois quarts"),
        ("at_least", "4/5", "au moins les quatre cinquièmes"),
        ("at_least", "1/1", "au moins la totalité"),
        ("more_than", "7/15", "plus des 7/15"),
    ],
)
def test_a_share_is_read_aloud(comparison: str, share: str, words: str) -> None:
    assert compared_share(comparison, Fraction(share)) == words
