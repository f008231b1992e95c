"""What is said of territories: how many members, what is missing, the map."""

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.search_finding import find
from milliard.core.search_index import rebuild
from milliard.members.tests.factories import make_entered, make_rates
from milliard.places.coverage import coverage_of
from milliard.places.disclosure import hide, member_counts, shown_counts
from milliard.places.enums import PlaceStage
from milliard.places.map import department_map
from milliard.places.outlines import lighter, outlines
from milliard.places.reach import Reach, distance_km, reach_km
from milliard.places.tests.factories import make_place
from milliard.territories.areas import Area
from milliard.territories.models import PriorityDistrict
from milliard.territories.tests.factories import make_commune, make_department, make_epci, make_region


@pytest.fixture(autouse=True)
def nothing_remembered(db: None) -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"01": 9, "02": 7}, {"01": 9, "02": 7}),
        ({"01": 9, "02": 7, "03": 2}, {"01": 9, "02": None, "03": None}),  # 7 alone would give 2 back
        ({"01": 9, "02": 4, "03": 4}, {"01": 9, "02": None, "03": None}),
        ({"01": 9, "02": 1, "03": 0}, {"01": None, "02": None, "03": None}),  # their sum would tell 1
        ({"01": 3}, {"01": None}),
        ({}, {}),
    ],
)
def test_small_counts_are_hidden_with_another(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert hide(counts, 5) == shown


@given(st.dictionaries(st.integers(1, 99).map(str), st.integers(0, 40), max_size=12))
def test_what_is_hidden_cannot_be_found_by_subtraction(counts: dict[str, int]) -> None:
    shown = hide(counts, 5)
    hidden = [code for code, count in shown.items() if count is None]
    assert all(count is None or count >= 5 for count in shown.values())
    if hidden and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(counts[code] for code in hidden) >= 5


def test_a_hidden_region_hides_its_departments() -> None:
    found = {"01": 3, "42": 40, "69": 60, "75": 6}
    regions, departments = shown_counts(found, {"01": "A", "42": "B", "69": "B", "75": "C"}, 5)
    assert regions == {"A": None, "B": 100, "C": None}
    assert departments == {"01": None, "42": 40, "69": 60, "75": None}


def test_members_are_counted_once_a_day_and_few_are_told_of_the_region(client: Client) -> None:
    make_rates()
    loire, ain = make_department(), make_department(code="01", name="Ain")
    for commune, count in ((make_commune(), 6), (make_commune(code="01001", department=ain), 1)):
        for _ in range(count):
            make_entered(commune=commune)
    assert dict(member_counts().regions) == {"84": 7}
    assert dict(member_counts().departments) == {"01": None, "42": None}
    page = client.get(f"/territoires/departement/{loire.code}/").content.decode()
    assert "<strong>7</strong> membres dans la région" in page
    assert "<strong>6</strong>" not in page
    make_entered(commune=commune)
    assert member_counts().regions["84"] == 7  # tomorrow


def test_a_territory_says_what_is_there_and_what_is_missing(client: Client) -> None:
    """One degree of latitude is 111.2 km: half an hour is 19.2 km, 0.173 degree."""
    rural = make_commune(population=41_000, density=6, latitude=45.5, longitude=4.0)
    served = make_commune(population=2_000, density=7, latitude=45.0, longitude=4.0)
    city = make_commune(
        population=90_000, density=1, latitude=45.17, longitude=4.0, has_estimated_position=True
    )
    make_commune(code="69381", population=50_000)  # a municipal district: its city counts its people
    make_commune(population=300)  # nobody knows where
    make_epci(rural)
    make_epci(served, city, code="200000002")
    loire = Area.of(make_department())
    first = coverage_of(loire)
    assert (first.people, first.without, first.unplaced, first.estimated) == (133_300, 133_000, 300, 90_000)
    place = make_place(commune=served, is_in_priority_district=True)
    make_place(commune=rural, stage=PlaceStage.APPLIED)
    found = coverage_of(loire)
    assert (found.places, found.rural_places, found.district_places) == (1, 1, 1)
    assert [(one.code, one.people, one.rural) for one in found.missing] == [("200000001", 41_000, 41_000)]
    assert found.districts is None
    PriorityDistrict.objects.create(commune=rural, code="QN04201M", name="Le Quartier de l’Exemple")
    with_districts = coverage_of(loire)
    assert (with_districts.districts, with_districts.districts_without) == (1, 1)
    page = client.get("/territoires/departement/42/").content.decode()
    assert place.name in page
    assert "<strong>41\u202f000</strong>" in page
    assert client.get("/territoires/intercommunalite/200000001/").status_code == 200
    assert client.get("/territoires/departement/99/").status_code == 404


@given(
    st.lists(st.tuples(st.floats(-21.5, 51.5), st.floats(-61, 56)), max_size=30),
    st.tuples(st.floats(-21.5, 51.5), st.floats(-61, 56)),
)
def test_reach_answers_as_if_every_place_were_looked_at(
    places: list[tuple[float, float]], asked: tuple[float, float]
) -> None:
    near = [(asked[0] + lat / 400, asked[1] + lon / 200) for lat, lon in places]
    for some in (places, near):
        expected = any(distance_km(asked, one) <= reach_km() for one in some)
        assert Reach(some, reach_km()).holds(asked) == expected


def test_the_map_has_every_department_of_the_mainland_and_says_it_in_words(client: Client) -> None:
    assert len(outlines()) == 96
    assert {"2A", "2B", "75", "95"} <= outlines().keys()
    make_region(code="94", name="Corse")
    make_department(code="2A", name="Corse-du-Sud", region=make_region(code="94"))
    make_place()
    shapes = {shape.name: (shape.count, shape.shade) for shape in department_map().drawn}
    assert shapes == {"Loire": (1, 1), "Corse-du-Sud": (0, 0)}
    page = client.get("/lieux/").content.decode()
    assert 'aria-label="Loire\u00a0: 1\u202flieu"' in page or 'aria-label="Loire\u00a0: 1\u00a0lieu"' in page
    assert page.count('<path class="area-map__') == 2
    assert "area-map" not in client.get("/lieux/?sorte=farm").content.decode()


def test_an_outline_is_drawn_lighter_where_it_was() -> None:
    square = "m 10,10 4,0 0.1,0.1 0,4 -4,0 z m 0,20 2,0 0,2 z"
    assert lighter(square) == "M10 10l4 0 0.1 4.1-4 0zM10 30l2 0 0 2z"


def test_places_are_found_by_the_search_of_the_site() -> None:
    place = make_place(name="La Ferme des Érables")
    make_place(name="Une ferme qui attend", stage=PlaceStage.APPLIED)
    rebuild()
    found = find("fermes erable").documents
    assert (found[0].title, found[0].url) == (place.name, f"/lieux/{place.slug}/")
    assert [document.url for document in found if document.url.startswith("/lieux/")] == [found[0].url]


def test_rural_people_are_not_said_to_be_none_where_density_is_not_loaded(client: Client) -> None:
    make_commune(population=7_000)
    page = client.get("/territoires/departement/42/").content.decode()
    assert "rural" not in page.split("Ce qui manque")[1].split("figure-source")[0]
    assert "La densité des communes\n      de 7\u202f000 de ces habitant·es n’est pas connue" in page
