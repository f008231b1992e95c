"""The page «À l’image de la société» against numbers worked out by hand."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from milliard.core.declarations import SocietyGroup
from milliard.members.enums import Trait
from milliard.members.models import Member, MemberProfile
from milliard.members.tests.factories import make_entered, make_rates
from milliard.society.forms import DrawForm
from milliard.society.margins import margin_of
from milliard.society.models import GroupSnapshot
from milliard.society.pictures import picture_of
from milliard.society.reports.compared import ComparedTrait, ComparedValue, compare, from_json
from milliard.society.services.snapshots import take_snapshots
from milliard.territories.models import Commune, PriorityDistrict
from milliard.territories.tests.factories import make_commune, make_department, make_region

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 7, 1)
#: People of 20 and over.
LOIRE, FINISTERE = 587_848, 727_721

#: Ages on 1 January 2026, in whole years: 2025 - year of birth. 4 are of 35, 10 of 50, 6 of 65; one is of 15,
#: whom the tables of adults leave out, and three said nothing.
BORN = [1990] * 4 + [1975] * 10 + [1960] * 6 + [2010] + [None] * 3
GENDERS = ["woman"] * 15 + ["man"] * 5 + ["other"] * 2 + [""] * 2
OCCUPATIONS = ["5"] * 8 + [""] * 16


@pytest.fixture
def members() -> list[Member]:
    """Twenty-four: 12 in a rural commune of the Loire, 8 in a large town of the Finistère, 4 not graded."""
    make_rates()
    loire, finistere = (
        make_department(),
        make_department(code="29", region=make_region(code="53", name="Bretagne")),
    )
    rural, dense = (
        make_commune(density=6, department=loire),
        make_commune(code="29019", density=1, department=finistere),
    )
    ungraded = make_commune(code="29001", department=finistere)
    communes: Sequence[Commune] = [rural] * 12 + [dense] * 8 + [ungraded] * 4
    found = [make_entered(on=dt.date(2026, 5, 1), commune=commune) for commune in communes]
    MemberProfile.objects.bulk_create(
        MemberProfile(member=member, birth_year=born, gender=gender, occupation=occupation)
        for member, born, gender, occupation in zip(found, BORN, GENDERS, OCCUPATIONS, strict=True)
    )
    return found


@pytest.fixture
def traits(members: list[Member]) -> dict[str, ComparedTrait]:
    take_snapshots(on=ON)
    row = GroupSnapshot.objects.get(code="members.current")
    assert (row.size, row.counted_on) == (24, ON)
    return {trait.code: trait for trait in from_json(row.figures)}


def of(trait: ComparedTrait) -> dict[str, ComparedValue]:
    return {value.code: value for value in trait.values}


def numbers(value: ComparedValue) -> tuple[float | None, ...]:
    gaps = (value.difference, value.difference_low, value.difference_high)
    return (value.count, value.share, value.low, value.high, value.population, *gaps)


def test_age_by_hand(traits: dict[str, ComparedTrait]) -> None:
    age = traits["age"]
    assert (age.base, age.unknown) == (20, 4)  # 24 - 3 who said nothing - 1 of 15
    found = of(age)
    # 4 of 20 to 39 is under 5: hidden, with the smallest of the others (6 of 60 to 74), or 20 - 10 - 6 tells.
    assert [code for code, value in found.items() if value.is_hidden] == ["20-39", "60-74"]
    assert numbers(found["20-39"])[:4] == (None,) * 4
    assert found["20-39"].population == pytest.approx(
        15_914_043 / 52_022_803
    )  # of 68,042,591 - 16,019,788 under 20
    # 10 / 20 = 0.5. z² = 3.841459; half √(3.841459 (0.0125 + 3.841459 / 1600)) / 1.192073
    # = 0.239252 / 1.192073 = 0.200703. Population 17,446,333 / 52,022,803 = 0.335359.
    expected = (10, 0.5, 0.299297, 0.700703, 0.335359, 0.164641, -0.036062, 0.365344)
    assert numbers(found["40-59"]) == pytest.approx(expected, abs=2e-6)
    # 0 / 20: high 3.841459 / 23.841459 = 0.161125. Population 6,849,764 / 52,022,803 = 0.131668.
    expected = (0, 0.0, 0.0, 0.161125, 0.131668, -0.131668, -0.131668, 0.029457)
    assert numbers(found["75+"]) == pytest.approx(expected, abs=2e-6)
    assert age.sentence == ("Âge\u00a0: aucun écart net dans ce qui peut être publié.")


def test_gender_by_hand(traits: dict[str, ComparedTrait]) -> None:
    gender = traits["gender"]
    # Two who answered otherwise are fewer than 5: they join the two who said nothing.
    assert (gender.base, gender.unknown) == (20, 4)
    assert gender.unknown_words == "n’ont pas dit leur genre, ou ont donné une autre réponse"
    # 15 / 20 = 0.75; centre (0.75 + 0.096036) / 1.192073 = 0.709719; half √(3.841459 (0.009375
    # + 0.002401)) / 1.192073 = 0.212690 / 1.192073 = 0.178420. Population 27,309,252 / 52,022,803 = 0.524948.
    expected = (15, 0.75, 0.531299, 0.888138, 0.524948, 0.225052, 0.006351, 0.363191)
    assert numbers(of(gender)["woman"]) == pytest.approx(expected, abs=2e-6)
    assert list(of(gender)) == ["woman", "man"]
    assert gender.sentence == (
        "Les femmes sont plus nombreuses parmi les membres (75\u00a0%) que dans la population (52\u00a0%)."
    )


def test_density_and_region_by_hand(traits: dict[str, ComparedTrait]) -> None:
    density = traits["density"]
    assert (density.base, density.unknown) == (20, 4)
    # Rural: 12 / 20; centre (0.6 + 0.096036) / 1.192073 = 0.583887; half 0.235203 / 1.192073 = 0.197306.
    # Population, levels 5 to 7: (10,292,992 + 9,993,521 + 1,656,048) / 67,244,921 = 0.326308.
    expected = (12, 0.6, 0.386581, 0.781193, 0.326308, 0.273692, 0.060273, 0.454885)
    assert numbers(of(density)["rural"]) == pytest.approx(expected, abs=2e-6)
    # Between, levels 2 to 4: nobody, where 19,718,649 / 67,244,921 = 0.293236 live: the largest difference.
    assert density.sentence == (
        "Les personnes des villes moyennes ou petites sont moins nombreuses parmi les membres"
        " (0\u00a0%) que dans la"
        " population (29\u00a0%)."
    )
    region = traits["region"]
    # Adults of the two departments that this database has: Loire 587,848 and Finistère 727,721.
    assert (region.base, region.unknown) == (24, 0)
    assert of(region)["84"].population == pytest.approx(LOIRE / (LOIRE + FINISTERE))
    assert of(region)["84"].share == 0.5


def test_what_too_few_said_is_hidden_whole(traits: dict[str, ComparedTrait]) -> None:
    occupation = traits["occupation"]
    assert (occupation.base, occupation.unknown) == (8, 16)  # fewer than ten say it: nothing of what they say
    assert all(value.is_hidden for value in occupation.values)
    assert occupation.sentence.startswith("Trop peu de personnes l’ont dit parmi les membres")


def test_the_page_and_the_file_hold_the_same_numbers(
    traits: dict[str, ComparedTrait], client: Client
) -> None:
    page = client.get(reverse("society:society")).content.decode().replace("\u202f", " ")
    for words in (
        "24\u00a0personnes, au 1er\u00a0juillet\u00a02026",
        "Les femmes sont plus nombreuses parmi les membres",
        "+16,5\u00a0pts",
        "−3,6\u00a0pts à +36,5\u00a0pts",
        "INSEE, recensement 2022",
    ):
        assert words in page, words
    assert '<abbr title="non communiqué">' in page
    response = client.get(reverse("society:file", args=["members.current", "csv"]))
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    head = next(row for row in rows if row[0] == "groupe")
    (row,) = (dict(zip(head, row, strict=True)) for row in rows if "40 à 59\u00a0ans" in row)
    assert (row["personnes"], row["part"], row["part_population"]) == ("10", "0,5", "0,335359")
    (hidden,) = (dict(zip(head, row, strict=True)) for row in rows if "20 à 39\u00a0ans" in row)
    assert (hidden["personnes"], hidden["part"], hidden["ecart"]) == ("", "", "")
    assert client.get(reverse("society:file", args=["members.current", "exe"])).status_code == 404
    assert client.get(reverse("society:group", args=["members.unknown"])).status_code == 404


def group(size: int, **counts: int) -> SocietyGroup:
    said = sum(counts.values())
    return SocietyGroup(
        "x.y", "les membres", "Base.", "source", ON, size, {"gender": {**counts, "": size - said}}
    )


def shown(size: int, **counts: int) -> Iterator[bool]:
    (trait,) = compare(group(size, **counts))
    return (not value.is_hidden for value in trait.values)


def test_nothing_hidden_follows_from_a_total() -> None:
    assert list(shown(40, woman=36, man=4)) == [False, False]  # 40 - 36
    assert list(shown(40, woman=30, man=10)) == [True, True]
    assert list(shown(40, woman=40)) == [True, True]  # nobody is no one
    assert list(shown(40, woman=5, man=4)) == [False, False]  # nine who said it
    assert compare(group(9, woman=5, man=4)) == ()


def test_a_few_people_more_are_not_published_apart(members: list[Member]) -> None:
    take_snapshots(on=ON)
    first = GroupSnapshot.objects.get(code="members.current")
    nine = [make_entered(on=dt.date(2026, 5, 2)) for _ in range(9)]
    take_snapshots(on=ON + dt.timedelta(1))
    first.refresh_from_db()
    assert (first.size, first.counted_on) == (24, ON)  # the difference would tell of nine
    make_entered(on=dt.date(2026, 5, 2))
    take_snapshots(on=ON + dt.timedelta(2))
    first.refresh_from_db()
    assert (first.size, first.counted_on) == (34, ON + dt.timedelta(2))
    take_snapshots(on=ON + dt.timedelta(3))
    first.refresh_from_db()
    assert first.counted_on == ON + dt.timedelta(3)  # the same people again
    MemberProfile.objects.create(member=nine[0], birth_year=1990)
    take_snapshots(on=ON + dt.timedelta(4))
    first.refresh_from_db()
    assert first.counted_on == ON + dt.timedelta(3)  # one person said their age


@pytest.fixture
def answered(members: list[Member]) -> list[Member]:
    """6 of the 24 live in a priority district, 10 elsewhere, 8 did not say."""
    for member, answer in zip(members, ["inside"] * 6 + ["outside"] * 10, strict=False):
        MemberProfile.objects.filter(member=member).update(priority_area=answer)
    return members


def compared_area() -> ComparedTrait:
    take_snapshots(on=ON)
    row = GroupSnapshot.objects.get(code="members.current")
    return next(trait for trait in from_json(row.figures) if trait.code == Trait.PRIORITY_AREA)


def test_priority_districts_by_hand(answered: list[Member]) -> None:
    first, second = Commune.objects.order_by("pk")[:2]
    Commune.objects.all().update(population=0)
    Commune.objects.filter(pk__in=[first.pk, second.pk]).update(population=50_000)
    part = make_commune(code="69381")  # of Lyon, which counts its people already
    Commune.objects.filter(pk=part.pk).update(population=40_000)
    for commune, code, people in ((first, "QN1", 5_000), (second, "QN1", 5_000), (second, "QN2", 3_000)):
        PriorityDistrict.objects.create(code=code, commune=commune, population=people)
    area = compared_area()
    assert (area.base, area.unknown) == (16, 8)
    # 6 / 16; z² / 16 = 0.240091; centre (0.375 + 0.120046) / 1.240091 = 0.399201; half √(3.841459 (0.014648
    # + 0.003751)) / 1.240091 = 0.214388. Population (5,000 + 3,000) / 100,000: one district lies in both.
    expected = (6, 0.375, 0.184813, 0.613589, 0.08, 0.295, 0.104813, 0.533589)
    assert numbers(of(area)["inside"]) == pytest.approx(expected, abs=2e-6)
    assert area.sentence == (
        "Les personnes des quartiers prioritaires sont plus nombreuses parmi les membres (38\u00a0%)"
        " que dans la population (8\u00a0%)."
    )


def test_without_the_official_list_nothing_is_compared(answered: list[Member], client: Client) -> None:
    area = compared_area()
    assert numbers(of(area)["inside"])[:2] == (6, 0.375)
    assert numbers(of(area)["inside"])[4:] == (None,) * 4
    assert area.sentence == (
        "Quartier prioritaire\u00a0: la part dans la population n’est pas connue ici, rien n’est comparé."
    )
    assert "pas installée" in area.population_source
    assert not area.is_comparable
    page = " ".join(client.get(reverse("society:society")).content.decode().split())
    assert "Rien à quoi comparer ici" in page
    assert "<li>Quartier prioritaire" not in page  # among what stands out, what cannot be compared does not
    assert "38\u00a0%" in str(picture_of(area, "les membres"))
    form = DrawForm({"features": [Trait.PRIORITY_AREA]})
    assert "Quartier prioritaire" in form.errors["features"][0]


def test_the_tables_carried_add_up_to_what_insee_says() -> None:
    assert margin_of(Trait.AGE).total == margin_of(Trait.GENDER).total == 52_022_803
    assert margin_of(Trait.DENSITY).total == 67_244_921
    assert margin_of(Trait.OCCUPATION).total == 56_017_529
    assert margin_of(Trait.AGE, {"42"}).total == LOIRE
