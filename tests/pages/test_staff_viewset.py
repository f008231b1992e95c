"""The pieces of the back office, on the example of the documentation: list, file, form, act, journal."""

import ast
import csv
import inspect
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import include, path, reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from config.urls import urlpatterns as site_urls
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import Refused
from milliard.core.staff import Act
from milliard.core.staff.registration import registered
from milliard.surveys.models import Collection
from milliard.surveys.tests import factories
from tests.harness.pages import DOCS, ROOT, files_in

_EXAMPLE = files_in(DOCS / "how-to" / "add-a-staff-screen.md")["staff.py"][1]
_MADE: dict[str, Any] = {}
exec(compile(_EXAMPLE, "add-a-staff-screen.md", "exec"), _MADE)  # noqa: S102 (our own page)
screens = _MADE["trial_screens"]
screens.url_namespace = "trials_staff"
screens.is_exported, screens.simulated = True, "is_simulated"
_TRIALS = (screens.get_urlpatterns(), "trials_staff")
urlpatterns = [path("gestion/", include(_TRIALS, namespace="trials_staff")), *site_urls]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_the_example_lists_searches_and_leads_to_each_object():
    wanted, other = factories.open_collection(title="Été"), factories.draft_collection(title="Hiver")
    client = signed_in(Role.ANALYST)
    page = client.get(reverse("trials_staff:collections"))
    assert {row.pk for row in page.context["page"].rows} == {wanted.pk, other.pk}
    assert f'href="{reverse("trials_staff:collection", args=[wanted.pk])}"' in page.content.decode()
    found = client.get(reverse("trials_staff:collections"), {"q": "ete"}).context["page"].rows
    assert [row.pk for row in found] == [wanted.pk]
    assert "Nouvel essai" not in page.content.decode()  # an analyst reads
    assert "Nouvel essai" in signed_in(Role.ORGANISER).get(reverse("trials_staff:collections")).text


def test_who_may_not_see_the_list_gets_neither_page_file_nor_menu():
    client, person = signed_in(Role.TREASURER), make_person(role=Role.TREASURER)
    for address in ("/gestion/essais/", "/gestion/essais/exporter.csv", "/gestion/essais/nouveau/"):
        assert client.get(address).status_code == 403
    request = RequestFactory().get("/")
    request.user = person
    assert not screens.get_menu_item().is_shown(request)
    request.user = make_person(role=Role.ANALYST)
    assert screens.get_menu_item().is_shown(request)


def lines_of(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [line for line in csv.reader(io.StringIO(text), delimiter=";") if not line[0].startswith("#")]


def test_the_list_leaves_as_a_file_by_the_same_filters():
    factories.open_collection(title="Été")
    factories.open_collection(title="=HIVER()")
    client, address = signed_in(Role.ANALYST), reverse("trials_staff:collections_export", args=["csv"])
    assert lines_of(client.get(address)) == [["Essai", "Ferme le"], ["Été", ""], ["'=HIVER()", ""]]
    assert lines_of(client.get(address, {"q": "ete"})) == [["Essai", "Ferme le"], ["Été", ""]]
    page = client.get(reverse("trials_staff:collections"), {"q": "ete", "page": "x"})
    assert f'href="{address}?q=ete"' in page.content.decode()
    assert client.get(address.replace(".csv", ".exe")).status_code == 404


def test_a_filter_typed_wrong_gives_no_file_but_the_list_that_says_so():
    factories.open_collection()
    address = reverse("trials_staff:collections_export", args=["csv"])
    response = signed_in(Role.ANALYST).get(address, {"q": "a" * 300}, follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("trials_staff:collections"))
    assert response.context["filters"].errors


@pytest.mark.parametrize(("is_simulated", "is_demonstration"), [(True, False), (False, True), (False, False)])
def test_one_invented_row_marks_the_whole_file(is_simulated, is_demonstration, settings):
    factories.open_collection()
    factories.open_collection(is_simulated=is_simulated)
    settings.IS_DEMONSTRATION = is_demonstration
    response = signed_in(Role.ANALYST).get(reverse("trials_staff:collections_export", args=["json"]))
    data = json.loads(b"".join(response.streaming_content))
    assert data["simulated"] is (is_simulated or is_demonstration)
    assert data["about"]["Base"] == "2 lignes"
    assert len(data["rows"]) == 2


def test_the_form_creates_by_the_service_or_says_what_is_wrong_with_422():
    client, address = signed_in(Role.ORGANISER), reverse("trials_staff:collection_create")
    values = {"title": "Essai", "slug": "essai", "version": factories.version().pk, "audience": "person"}
    values |= {"organiser": "la Coopérative", "aim": "Compter les besoins."}
    wrong = client.post(address, {**values, "slug": "pas une adresse"})
    assert wrong.status_code == 422
    assert 'value="Essai"' in wrong.content.decode()  # nothing typed is lost
    made = client.post(address, values)
    item = Collection.objects.get()
    assert made.headers["Location"] == reverse("trials_staff:collection", args=[item.pk])
    page = client.get(made.headers["Location"]).content.decode()
    assert "Essai créé." in page
    assert "Collecte créée" in page  # the journal's line


def test_an_act_says_what_will_happen_then_does_it_once():
    item = factories.open_collection()
    client, address = signed_in(Role.ORGANISER), reverse("trials_staff:collection_close", args=[item.pk])
    assert "Plus personne ne peut répondre." in client.get(address).content.decode()
    assert Collection.objects.get().closed_at is None
    assert "Essai fermé." in client.post(address, follow=True).content.decode()
    assert Collection.objects.get().closed_at is not None
    assert signed_in(Role.ANALYST).post(address).status_code == 403


def test_a_refusal_of_the_service_is_shown_above_the_form(monkeypatch):
    class TooLate(Refused):
        message = "Il est trop tard pour cela."

    def refuse(**values: object) -> None:
        raise TooLate

    act = screens.acts[0]
    monkeypatch.setattr(type(act), "__setattr__", object.__setattr__)
    monkeypatch.setattr(act, "service", refuse)
    item = factories.open_collection()
    response = signed_in(Role.ORGANISER).post(reverse("trials_staff:collection_close", args=[item.pk]))
    assert response.status_code == 422
    assert TooLate.message in response.content.decode()
    assert Collection.objects.get().closed_at is None


def test_the_journal_leads_to_the_screens_of_each_model():
    item = factories.open_collection()
    assert AdminURLFinder().get_edit_url(item) == f"/gestion/collectes/{item.slug}/"
    assert AdminURLFinder().get_edit_url(item.version).startswith("/gestion/questionnaires/")
    person = make_person()
    assert AdminURLFinder().get_edit_url(person) == f"/gestion/personnes/{person.public_id}/"


def all_acts() -> list[Any]:
    return [act for viewset in registered for act in (viewset.create, *viewset.acts) if act]


def test_every_act_is_done_by_a_service_that_knows_who_acts():
    assert len(all_acts()) > 5
    for act in all_acts():
        parameters = inspect.signature(act.service).parameters
        assert ".services" in act.service.__module__, act.title
        assert parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY, act.title


def test_no_staff_screen_saves_by_itself():
    """No `.save(`, `.delete(` or `.create(` in the modules of screens, nor a form that would save."""
    files = [*(ROOT / "milliard").glob("*/staff/**/*.py"), *(ROOT / "milliard").glob("*/staff.py")]
    files += (ROOT / "milliard").glob("*/forms.py")
    assert len(files) > 20
    assert not [f"{file}: {line}" for file in files for line in saving_lines(file)]


def saving_lines(file: Path) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        bases = [getattr(base, "attr", "") for base in node.bases] if isinstance(node, ast.ClassDef) else []
        if called in {"save", "delete", "create", "bulk_create", "update_or_create"} or "ModelForm" in bases:
            found.append(node.lineno)
    return found


def test_a_person_refused_by_the_policy_never_reaches_the_form():
    def form(request: HttpRequest, item: object) -> BaseForm:
        raise AssertionError("the form was made")

    request = RequestFactory().get("/")
    request.user = make_person(role=Role.ANALYST)
    act = Act("try", "essayer", "Essayer", done="", service=print, policy=lambda *_: False, form=form)
    with pytest.raises(PermissionDenied):
        screens._act_view(act)(request, pk=factories.open_collection().pk)
