"""The map: tiles hold what the lists hold, members only where a number tells nothing of anybody."""

import json
from typing import Any

import mapbox_vector_tile
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from milliard.members.tests.factories import make_entered, make_rates
from milliard.places.atlas.tiles import DEEPEST, box_of, outlines_tile
from milliard.places.enums import PlaceStage
from milliard.places.tests.factories import make_place
from milliard.territories.models import Commune, Department
from milliard.territories.tests.factories import make_commune, make_department, make_region


@pytest.fixture(autouse=True)
def nothing_remembered(db: None) -> None:
    cache.clear()


def points(client: Client, address: str) -> list[dict[str, Any]]:
    """What a tile says of each of its points, its position in the tile with it."""
    response = client.get(f"/carte/tuiles/{address}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    layers = mapbox_vector_tile.decode(response.content, default_options={"y_coord_down": True})
    return [
        feature["properties"] | {"at": feature["geometry"]["coordinates"]}
        for feature in layers.get("points", {}).get("features", [])
    ]


@pytest.fixture
def three_communes(db: None) -> list[Commune]:
    """Two neighbours in Brittany, and one in Marseille; nobody knows where the fourth is."""
    make_department(code="35", name="Ille-et-Vilaine", region=make_region(code="53", name="Bretagne"))
    south = make_region(code="93", name="Provence-Alpes-Côte d’Azur")
    bouches = make_department(code="13", name="Bouches-du-Rhône", region=south)
    return [
        make_commune(code="35238", name="Rennes", latitude=48.11, longitude=-1.68),
        make_commune(code="35047", name="Bruz", latitude=48.02, longitude=-1.75),
        make_commune(code="13055", name="Marseille", latitude=43.3, longitude=5.38, department=bouches),
        make_commune(code="99999", name="Nulle-Part"),
    ]


def test_the_page_keeps_its_counts_and_says_when_while_a_filter_counts_anew(
    client: Client, three_communes: list[Commune]
) -> None:
    for _ in range(2):
        make_place(commune=three_communes[0])
        shown = " ".join(client.get("/carte/?couche=lieux").content.decode().split()).replace("\u00a0", " ")
        assert "1 lieu</h2>" in shown
        assert "comptées le " in shown
    narrowed = client.get("/carte/?couche=lieux&commune=35238").content.decode()
    assert "2\u00a0lieux</h2>" in narrowed
    cache.clear()
    assert "2\u00a0lieux</h2>" in client.get("/carte/?couche=lieux").content.decode()


def test_far_away_neighbours_are_one_point_and_near_each_has_its_own(
    client: Client, three_communes: list[Commune]
) -> None:
    rennes, bruz, marseille, nowhere = three_communes
    for commune in (rennes, rennes, bruz, marseille, nowhere):
        make_place(commune=commune)
    make_place(commune=rennes, stage=PlaceStage.APPLIED)
    far = points(client, "lieux/0/0/0.mvt")
    assert sorted((one["n"], one.get("communes", 1)) for one in far) == [(1, 1), (3, 2)]
    middle = points(client, "lieux/4/7/5.mvt")
    assert [(one["n"], one["communes"], one["name"]) for one in middle] == [(3, 2, "Bruz")]
    near = points(client, "lieux/9/253/177.mvt")
    assert [(one["n"], one["code"], one["name"]) for one in near] == [
        (2, "35238", "Rennes"),
        (1, "35047", "Bruz"),
    ]
    box = box_of(9, 253, 177)
    across = (rennes.longitude - box.west) / (box.east - box.west) * 4096  # type: ignore[operator]
    assert near[0]["at"][0] == pytest.approx(across, abs=1)
    assert 0 <= near[0]["at"][1] <= 4096


def test_tiles_are_narrowed_by_the_filters_of_the_list(client: Client, three_communes: list[Commune]) -> None:
    make_place(commune=three_communes[0], kind="farm")
    make_place(commune=three_communes[2], kind="coop")
    assert len(points(client, "lieux/5/15/11.mvt?sorte=coop")) == 0
    assert len(points(client, "lieux/5/15/11.mvt?sorte=farm")) == 1
    listed = client.get("/lieux/?commune=35238").content.decode()
    assert listed.count('class="place-list__one"') == 1


@given(st.integers(0, DEEPEST), st.floats(41.4, 51), st.floats(-5, 9.5))
def test_each_position_is_in_exactly_one_tile(zoom: int, latitude: float, longitude: float) -> None:
    side = 2**zoom
    columns = [x for x in range(side) if box_of(zoom, x, 0).west <= longitude < box_of(zoom, x, 0).east]
    rows = [y for y in range(side) if box_of(zoom, 0, y).south <= latitude < box_of(zoom, 0, y).north]
    assert (len(columns), len(rows)) == (1, 1)


def test_members_are_shown_only_where_they_may_be_told(client: Client, three_communes: list[Commune]) -> None:
    make_rates()
    rennes, bruz, marseille, _ = three_communes
    bouches = marseille.department
    assert bouches is not None
    Commune.objects.filter(pk__in=[rennes.pk, bruz.pk]).update(department=make_department(code="35"))
    Department.objects.filter(code="42").update(region=None)  # nobody: it would hide another
    for commune, count in ((rennes, 9), (bruz, 2), (marseille, 7)):
        for _ in range(count):
            make_entered(commune=commune)
    far = points(client, "membres/3/3/2.mvt")
    assert sorted((one["n"], one["name"]) for one in far) == [(11, "Ille-et-Vilaine")]
    # Bruz has two: Rennes, which alone would give them back, is not told either.
    assert points(client, "membres/9/253/177.mvt") == []
    near = [one for x in range(262, 266) for one in points(client, f"membres/9/{x}/187.mvt")]
    assert [(one["n"], one["code"]) for one in near] == [(7, "13055")]


def test_outlines_cover_the_country_and_unknown_tiles_are_refused(client: Client) -> None:
    make_department(code="35", name="Ille-et-Vilaine")
    layers = mapbox_vector_tile.decode(outlines_tile(5, 15, 11))
    shown = {
        feature["properties"]["code"]: feature["properties"]["name"]
        for feature in layers["departments"]["features"]
    }
    assert shown["35"] == "Ille-et-Vilaine"
    assert len(mapbox_vector_tile.decode(outlines_tile(0, 0, 0))["departments"]["features"]) == 101
    for address in ("lieux/3/8/0.mvt", "lieux/12/0/0.mvt", "personnes/3/1/1.mvt", "departements/0/0/1.mvt"):
        assert client.get(f"/carte/tuiles/{address}").status_code == 404


def test_the_page_says_what_the_map_draws(client: Client, three_communes: list[Commune]) -> None:
    make_rates()
    make_place(commune=three_communes[0])
    make_place(commune=three_communes[2])
    page = client.get("/carte/?couche=lieux&couche=membres").content.decode()
    assert "2\u202flieux" in page or "2\u00a0lieux" in page
    assert "Bouches-du-Rhône" in page
    assert "non dit" in page
    settings = json.loads(
        page.split('data-atlas="')[1].split('"')[0].replace("&quot;", '"').replace("&amp;", "&")
    )
    assert settings["points"] == "/carte/tuiles/{code}/{z}/{x}/{y}.mvt"
    assert [layer["code"] for layer in settings["layers"]] == ["lieux", "membres"]
    assert settings["layers"][0]["list"] == "/lieux/?commune={commune}"
    narrowed = client.get("/carte/?couche=lieux&sorte=farm&q=%22%3E").content.decode()
    assert escape('">') in narrowed
    assert client.get("/carte/?couche=personnes").status_code == 200
