"""The back office: an administrator makes a study by hand, and is told kindly what does not go."""

import html
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.forms import modelform_factory
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.core import journal
from milliard.core.middleware import UnreadRequest
from milliard.figures import reports
from milliard.figures.models import Dataset
from milliard.website.models import Edition, HomePage, PlainPage, StudyIndexPage, StudyPage
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    """Signed in, with the second factor staff must have."""
    person = User.objects.create_superuser("admin@exemple.org")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return signed_in(person)


def nested_list(count: int, **item: Any) -> dict[str, Any]:
    """A list block of the form, ``count`` times the same item."""
    items = {str(index): {"value": item, "order": str(index), "deleted": ""} for index in range(count)}
    return {"count": str(count), **items}


def posted(dataset: Dataset, **figure: Any) -> dict[str, Any]:
    block = {
        "dataset": str(dataset.pk),
        "title": "Six organisations sur dix sont des associations",
        "kind": "distribution",
        "variable": "statut",
        "display": "bars",
        "completes_only": "on",
        "category": "",
        "breakdown": "",
        "filter_variable": "",
        "filter_codes": "",
        "bounds": "",
        "highlight": "",
        "note": "",
        **figure,
    }
    return nested_form_data(
        {
            "title": "Une étude à la main",
            "slug": "a-la-main",
            "kicker": "",
            "standfirst": "Ce que l’on voit.",
            "body": streamfield([("figure", block)]),
            "method_text": rich_text("<p>Tout le monde pouvait répondre.</p>", editor="default"),
            "sources": "",
            "action-publish": "1",
        }
    )


def test_a_study_made_by_hand_is_published_with_its_figures(admin: Client, frozen: Dataset) -> None:
    dataset = frozen
    parent = StudyIndexPage.objects.get()
    url = f"/gestion/pages/add/website/studypage/{parent.pk}/"
    assert admin.get(url).status_code == 200
    response = admin.post(url, posted(dataset))
    assert response.status_code == 302, response.content.decode()[-3000:]
    study = StudyPage.objects.get(slug="a-la-main")
    assert study.live
    assert Edition.objects.get(study=study).figures.count() == 1
    assert "60\u00a0%" in admin.get("/etudes/a-la-main/").content.decode()


def test_a_draft_saved_first_is_published_from_its_own_page(admin: Client, frozen: Dataset) -> None:
    form = posted(frozen)
    publish = form.pop("action-publish")
    admin.post(f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/", form)
    draft = StudyPage.objects.get()
    assert not draft.live
    response = admin.post(f"/gestion/pages/{draft.pk}/edit/", {**form, "action-publish": publish})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.live


def test_a_study_with_accents_in_its_address_is_served_and_wagtail_proposes_none(
    admin: Client, frozen: Dataset
) -> None:
    url = f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/"
    assert "data-w-slug-allow-unicode-value" not in admin.get(url).content.decode()
    admin.post(url, {**posted(frozen), "slug": "été"})
    figure = Edition.objects.get().figures.get()
    for end in ("", "etude.pdf", f"chiffres/{figure.block_id}/", f"chiffres/{figure.block_id}.csv"):
        assert Client().get(f"/etudes/été/{end}").status_code == 200, end


@pytest.mark.parametrize("action", ["publish", "draft"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"variable": "statu"}, "Vouliez-vous dire"),
        ({"kind": "median"}, "ne convient pas"),
        ({"display": "number"}, "un grand nombre ne dirait pas lequel"),
    ],
)
def test_a_wrong_figure_is_refused_beside_its_field_and_nothing_is_lost(
    admin: Client, frozen: Dataset, action: str, wrong: dict[str, str], said: str
) -> None:
    parent = StudyIndexPage.objects.get()
    form = posted(frozen, **wrong)
    if action == "draft":
        del form["action-publish"]
    response = admin.post(f"/gestion/pages/add/website/studypage/{parent.pk}/", form)
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert not StudyPage.objects.exists()
    assert said in page
    assert "Six organisations sur dix sont des associations" in page


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("figure", {"dataset": "", "kind": "", "variable": "", "title": "", "completes_only": "on"}),
        ("shares", {"dataset": "", "title": "", "bars": nested_list(2, label="", variable="", category="")}),
        ("numbers", {"dataset": "", "title": "", "numbers": nested_list(1, label="", kind="", variable="")}),
    ],
)
def test_a_draft_with_an_unfinished_figure_is_saved_and_its_preview_says_what_is_missing(
    admin: Client, frozen: Dataset, kind: str, block: dict[str, Any]
) -> None:
    form = posted(frozen)
    del form["action-publish"]
    form = {name: value for name, value in form.items() if not name.startswith("body")}
    form |= nested_form_data({"body": streamfield([(kind, block)])})
    url = f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/"
    saved = admin.post(url, form)
    assert saved.status_code == 302
    draft = StudyPage.objects.get()
    assert "n’est pas fini" in admin.get(f"/gestion/pages/{draft.pk}/view_draft/").content.decode()
    refused = admin.post(f"/gestion/pages/{draft.pk}/edit/", {**form, "action-publish": "1"})
    assert refused.status_code == 200
    listed = admin.post(f"/gestion/bulk/wagtailcore/page/publish/?id={draft.pk}", follow=True)
    assert "n’est pas publiée" in listed.content.decode()
    above = f"/gestion/bulk/wagtailcore/page/publish/?id={StudyIndexPage.objects.get().pk}"
    with_all_below = admin.post(above, {"include_descendants": "on"}, follow=True)
    assert "n’est pas publiée" in with_all_below.content.decode()
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("kind", "said"),
    [("crosstab", "Un croisement demande"), ("share", "Choisissez au moins une")],
)
def test_a_draft_is_kept_while_its_figure_is_being_written(
    admin: Client, frozen: Dataset, kind: str, said: str
) -> None:
    form = posted(frozen, kind=kind, category="")
    published = admin.post(f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/", form)
    assert said in html.unescape(published.content.decode())
    del form["action-publish"]
    saved = admin.post(f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/", form)
    assert saved.status_code == 302


@pytest.mark.parametrize("model", get_page_models())
def test_no_box_hides_what_scripts_ask_of_the_form(model: type[Page]) -> None:
    """`form.method` gives the box of that name, where there is one: automatic saving then stops."""
    form = model.get_edit_handler().get_form_class()(instance=model())
    assert not {field.html_name for field in form} & {"action", "method", "elements", "submit"}


def test_the_editor_is_proposed_the_codebook_of_the_dataset(frozen: Dataset) -> None:
    url = f"/gestion/etudes/jeux/{frozen.pk}/choix/"
    assert Client().get(url).status_code == 302
    assert signed_in(Role.TREASURER).get(url).status_code in {302, 403}
    client = signed_in(Role.ANALYST)
    lists = client.get(url).content.decode()
    assert client.get("/gestion/etudes/jeux/0/choix/").status_code == 404
    for option in reports.list_variables(frozen):
        assert f'<option value="{option.name}">' in lists
    assert '<option value="association">Association</option>' in lists
    assert 'value="mot"' not in lists  # free text is no figure


def test_the_preview_computes_the_draft(admin: Client, frozen: Dataset) -> None:
    study = factories.study(of=frozen, with_pieces=factories.few_pieces(), is_published=False)
    url = f"/gestion/pages/{study.pk}/view_draft/"
    page = admin.get(url).content.decode()
    assert "Brouillon, non publié" in page
    assert "chart-svg" in page
    assert not Edition.objects.exists()


def test_a_published_study_is_not_deleted(admin: Client, frozen: Dataset) -> None:
    study = factories.study(of=frozen, with_pieces=factories.few_pieces())
    for page in (study, study.get_parent(), factories.home()):
        response = admin.post(f"/gestion/pages/{page.pk}/delete/", follow=True)
        assert "ne se supprime pas" in response.content.decode()
    assert StudyPage.objects.filter(pk=study.pk, live=True).exists()


def test_datasets_are_chosen_in_a_window(admin: Client, frozen: Dataset) -> None:
    dataset = frozen
    page = admin.get("/gestion/etudes/jeux/").json()["html"]
    assert dataset.title in page


def test_screens_of_a_demonstration_say_that_all_is_invented(admin: Client, settings) -> None:
    assert "simul" not in admin.get("/gestion/").content.decode()
    settings.IS_DEMONSTRATION = True
    page = admin.get("/gestion/").content.decode()
    assert "- Milliard (données simulées)</title>" in page
    assert r"Donn\u00e9es simul\u00e9es" in page  # the menu, as JSON


def test_the_journal_as_a_file_holds_no_formula(admin: Client) -> None:
    User.objects.update(display_name="=1+1")
    journal.record("website.study.published", factories.home(), by=User.objects.get())
    row = b"".join(admin.get("/gestion/reports/site-history/?export=csv")).decode().splitlines()[1]
    assert ",'=1+1," in row


def test_the_back_office_wears_our_colours_and_calls_nobody(admin: Client) -> None:
    page = admin.get("/gestion/").content.decode()
    assert "website/admin.css" in page
    assert "gravatar" not in page
    assert 'lang="fr"' in page


def test_the_editor_of_the_home_page_reads_euros(admin: Client) -> None:
    home = factories.home()
    home.intended_cents, home.committed_cents, home.disbursed_cents = 123_450, 0, 0
    home.amounts_on, home.amounts_source = "2026-10-31", "Bureau"
    home.save()
    page = admin.get(f"/gestion/pages/{home.pk}/edit/").content.decode()
    assert 'value="1\u202f234,50"' in page


@pytest.mark.parametrize("typed", ["12 34", "12 000 13 000"])
def test_an_amount_that_is_not_surely_understood_is_asked_again(typed: str) -> None:
    form = modelform_factory(HomePage, fields=["intended_cents"])({"intended_cents": typed})
    assert "un seul nombre" in form.errors["intended_cents"][0]
    assert f'value="{typed}"' in str(form["intended_cents"])


@pytest.mark.parametrize("what", ["", "results/", "chosen/{0}/", "chosen-multiple/?id={0}"])
def test_who_may_not_read_datasets_does_not_choose_among_them(frozen: Dataset, what: str) -> None:
    url = f"/gestion/etudes/jeux/{what.format(frozen.pk)}"
    assert b"essai" in signed_in(Role.ANALYST).get(url).content  # of its title
    assert signed_in(Role.TREASURER).get(url).status_code in {302, 403}


def test_no_dataset_is_made_in_the_chooser(admin: Client) -> None:
    assert admin.post("/gestion/etudes/jeux/create/").status_code == 404


def test_a_stranger_does_not_see_the_chooser(client: Client) -> None:
    assert client.get("/gestion/etudes/jeux/").status_code == 302


def test_the_first_screen_shows_the_way_to_those_who_may_take_it() -> None:
    for role, is_shown in ((Role.ANALYST, True), (Role.TREASURER, False)):
        page = signed_in(role).get("/gestion/", follow=True).content.decode()
        assert ("Du questionnaire à l’étude" in page) is is_shown


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/gestion/images/chooser/chosen/abc/"),
        ("get", "/gestion/choose-page/chosen-multiple/?id=abc"),
        ("get", "/gestion/api/main/pages/find/?id=abc"),
        ("get", "/gestion/bulk/wagtailcore/page/delete/?id=abc&next=/"),
        ("post", "/gestion/choose-external-link/"),
        ("post", "/gestion/pages/{home}/copy/"),
        ("post", "/gestion/pages/1/set_position/"),
    ],
)
def test_what_no_screen_sends_is_a_request_not_understood(admin: Client, method: str, address: str) -> None:
    admin.raise_request_exception = False
    response = getattr(admin, method)(address.format(home=factories.home().pk))
    assert response.status_code in {400, 404}
    assert "Wagtail" not in response.content.decode()


def test_a_fault_of_ours_stays_a_fault() -> None:
    middleware = UnreadRequest(lambda request: HttpResponse())
    requests = RequestFactory()
    sent, ours = (
        ValueError("invalid literal for int() with base 10: 'abc'"),
        ValueError("A figure without rows"),
    )
    assert middleware.process_exception(requests.get("/gestion/pages/"), sent) is not None
    assert middleware.process_exception(requests.get("/gestion/pages/"), ours) is None
    assert middleware.process_exception(requests.get("/gestion/pages/"), AttributeError("rows")) is None
    assert middleware.process_exception(requests.get("/etudes/"), sent) is None


def test_the_editor_may_frame_its_preview_and_nobody_else_a_page(admin: Client, client: Client) -> None:
    page = PlainPage.objects.live().first()
    published = client.get(page.url)
    assert "frame-ancestors 'none'" in published.headers["Content-Security-Policy"]
    url = f"/gestion/pages/{page.pk}/edit/preview/"
    typed = {"title": "Un titre à voir", "slug": page.slug, "lead": "", "body": streamfield([])}
    assert admin.post(url, nested_form_data(typed)).json()["is_valid"]
    shown = admin.get(url, {"in_preview_panel": "true"})
    assert "Un titre à voir" in shown.content.decode()
    policy = shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
