"""The following report: counts that agree with the responses, live, and as files."""

import io
import json
import re

import openpyxl
import pytest
from django.core.cache import caches
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.services.quotas import set_quotas
from milliard.fieldwork.staff.progress import _minutes
from milliard.fieldwork.tests.views.test_staff_collections import url, with_status
from milliard.surveys.services import collections
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts():
    caches["process"].clear()


def filled():
    item = with_status(is_simulated=True)
    respond(item, *[{"statut": "asso"}] * 5, *[{"statut": "scic"}] * 2)
    respond(item, *[{"statut": "asso"}] * 3, complete=False, section=1, question=1)
    return item


def test_counts_begun_and_complete():
    item = filled()
    response = signed_in(Role.ANALYST).get(url("following", item))
    picture = response.context["picture"]
    assert (picture.begun, picture.complete) == (10, 7)
    page = response.content.decode()
    assert "70\u00a0% des commencées" in page
    assert "Données simulées" in page


def test_quotas_are_measured_on_complete_responses():
    item = filled()
    set_quotas(collection=item, targets={("statut", "asso"): 10}, by=None)
    ((_, lines, has_target),) = signed_in(Role.ANALYST).get(url("following", item)).context["quotas"]
    assert has_target
    assert [(line.of.label, line.of.complete, line.of.target, line.part) for line in lines] == [
        ("Association", 5, 10, 50),
        ("SCIC", 2, None, 29),
    ]


def test_an_open_collection_asks_again_and_a_closed_one_does_not():
    item = filled()
    client = signed_in(Role.ORGANISER)
    assert 'hx-trigger="every 15s"' in client.get(url("following", item)).content.decode()
    fragment = client.get(url("following", item), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="suivi"')
    collections.close_collection(collection=item, by=None)
    assert "hx-trigger" not in client.get(url("following", item)).content.decode()


def test_nothing_yet():
    page = signed_in(Role.ORGANISER).get(url("following", with_status())).content.decode()
    assert "Aucune réponse pour l’instant" in page


@pytest.mark.parametrize("part", ["parties", "questions", "quotas", "jours"])
def test_every_table_leaves_in_three_formats_with_its_label(part):
    item = filled()
    client = signed_in(Role.ANALYST)

    def content(kind: str) -> bytes:
        response = client.get(reverse("surveys_staff:following_export", args=[item.slug, part, kind]))
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    text = content("csv").decode("utf-8-sig")
    assert all(line.endswith(";simulees") for line in text.splitlines()[1:])
    data = json.loads(content("json"))
    assert data["simulated"] is True
    assert "10 réponses commencées, dont 7 complètes" in str(data["about"])
    book = openpyxl.load_workbook(io.BytesIO(content("xlsx")))
    assert book.worksheets[0].max_row == len(data["rows"]) + 1
    book.close()


@pytest.mark.parametrize(("part", "kind"), [("reponses", "csv"), ("parties", "exe")])
def test_there_is_no_other_file(part, kind):
    item = filled()
    address = reverse("surveys_staff:following_export", args=[item.slug, part, kind])
    assert signed_in(Role.ANALYST).get(address).status_code == 404


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (45, "45\u00a0s"), (125, "2\u00a0min\u00a005")])
def test_times_are_written_in_minutes(seconds, text):
    assert _minutes(seconds) == text


def test_targets_are_shown_before_the_first_response():
    item = with_status()
    client = signed_in(Role.ANALYST)
    before = client.get(url("following", item)).content.decode()
    assert "Aucune réponse pour l’instant" in before
    assert "Qui répond" not in before
    caches["process"].clear()
    set_quotas(collection=item, targets={("statut", "asso"): 10}, by=None)
    page = client.get(url("following", item)).content.decode()
    assert "Aucune réponse pour l’instant" in page
    assert '<td class="table__number">10 <br><span class="muted">0\u00a0%</span></td>' in re.sub(
        r"[ \n]+", " ", page
    )
