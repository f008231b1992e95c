"""Respondents' pages without JavaScript: every kind shown, saved, shown again; errors kept beside the box."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from milliard.surveys.definition.model import Choice, Kind
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Attachment, Collection, Response
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of
from milliard.territories.models import Commune, Department

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


def url(collection: Collection, rest: str = "") -> str:
    return f"/questionnaires/{collection.slug}/{rest}"


@pytest.fixture
def five() -> Collection:
    return factories.open_collection(factories.five_questions())


@pytest.fixture
def every() -> Collection:
    department = Department.objects.create(code="42", name="Loire")
    Commune.objects.create(code="42218", name="Saint-Étienne", department=department, postal_codes=["42000"])
    return factories.open_collection(factories.every_kind())


def test_reading_writes_nothing_and_costs_one_query(
    client: Client, five: Collection, django_assert_num_queries: Any
) -> None:
    client.get(url(five, "section/page/"))
    with django_assert_num_queries(1):
        page = client.get(url(five, "section/page/"))
    assert page.status_code == 200
    assert not Response.objects.exists()
    assert "reponse_" not in str(page.cookies)


def test_one_page_from_start_to_receipt(client: Client, five: Collection) -> None:
    page = client.get(url(five, "section/page/"))
    done = fill(client, page, go="finish", statut="scic", personnes="12", besoin="1 500 €", mot="Bravo")
    assert done.status_code == 302
    assert done.url == url(five, "recu/")
    cookie = done.cookies[f"reponse_{five.slug}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/questionnaires/")
    receipt = text_of(client.get(done.url))
    assert "Merci !" in receipt
    assert "1 500 €" in receipt
    assert Response.objects.get().completed_at is not None


def test_saving_a_new_response_costs_few_queries(
    client: Client, five: Collection, django_assert_max_num_queries: Any
) -> None:
    page = client.get(url(five, "section/page/"))
    # Begin and end of the transaction are two of them.
    with django_assert_max_num_queries(6):
        fill(client, page, go="finish", statut="scic")
    page = client.get(url(five, "section/page/"))
    with django_assert_max_num_queries(8):
        fill(client, page, go="save", mot="encore")


def test_two_pages_opened_by_two_people_do_not_share_anything(client: Client, five: Collection) -> None:
    first = form_of(client.get(url(five, "section/page/"))).values
    second = form_of(Client().get(url(five, "section/page/"))).values
    assert first["fresh"] != second["fresh"]
    assert first["page"] != second["page"]
    assert first["csrfmiddlewaretoken"] != second["csrfmiddlewaretoken"]
    assert "@@" not in str(first)


def test_the_csrf_token_of_the_remembered_page_is_real(five: Collection) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        page = client.get(url(five, "section/page/"))
    assert fill(client, page, go="finish", statut="scic").status_code == 302


def test_every_kind_is_saved_and_shown_again(client: Client, every: Collection) -> None:
    page = client.get(url(every, "section/vous/"))
    page = fill(
        client,
        page,
        nom="Les Amis <b>gras</b>",
        statut="association",
        siren="552 100 554",
        commune="Saint-Étienne (42)",
        courriel="bonjour@exemple.org",
        creation="1/2/2003",
    )
    assert page.url == url(every, "section/chiffres/")
    page = client.get(page.url)
    rows = form_of(page).values["rows__besoins"]
    page = fill(
        client,
        page,
        personnes="12",
        taux="12,5",
        budget="1 000,50",
        ventes="60",
        dons="30",
        aides="10",
        **{f"besoins__{rows[0]}__usage": "emploi", f"besoins__{rows[0]}__montant": "2000"},
    )
    assert page.url == url(every, "section/avis/")
    page = fill(
        client,
        client.get(page.url),
        go="save",
        utile="3",
        clair="nsp",
        freins=["temps", "argent"],
        priorites__emploi="1",
        membre="yes",
    )
    page = fill(client, client.get(page.url), go="review", recit="Ligne 1\r\nLigne 2")
    assert page.url == url(every, "relire/")
    assert Response.objects.get().answers == {
        "nom": "Les Amis <b>gras</b>",
        "statut": "association",
        "siren": "552100554",
        "commune": "42218",
        "courriel": "bonjour@exemple.org",
        "creation": "2003-02-01",
        "personnes": 12,
        "taux": "12.5",
        "budget": 100_050,
        "ventes": 60,
        "dons": 30,
        "aides": 10,
        "besoins": [{"_id": rows[0], "usage": "emploi", "montant": 200_000}],
        "utile": "3",
        "clair": "nsp",
        "freins": ["temps", "argent"],
        "priorites": ["emploi"],
        "membre": "yes",
        "recit": "Ligne 1\nLigne 2",
    }
    again = form_of(client.get(url(every, "section/vous/"))).values
    assert again["commune"] == ["Saint-Étienne (42)"]
    assert again["creation"] == ["2003-02-01"]
    figures = client.get(url(every, "section/chiffres/"))
    assert form_of(figures).values["budget"] == ["1000,50"]
    assert "Total de vos besoins : 2 000" in text_of(figures)


def test_pasted_html_is_shown_as_text(client: Client, every: Collection) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = client.get(url(every, "section/vous/"))
    fill(client, page, go="save", nom=attack)
    for rest in ("section/vous/", "relire/", "imprimer/?rempli=1"):
        body = client.get(url(every, rest)).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "&lt;script&gt;alert(1)" in body


def test_what_is_wrong_is_said_beside_its_box_and_nothing_typed_is_lost(
    client: Client, every: Collection
) -> None:
    page = client.get(url(every, "section/vous/"))
    back = fill(
        client,
        page,
        nom="Nous",
        siren="123",
        commune="Nulle-Part",
        courriel="pas une adresse",
        creation="hier",
    )
    assert back.status_code == 422
    values = form_of(back).values
    assert values["siren"] == ["123"]
    assert values["commune"] == ["Nulle-Part"]
    assert values["courriel"] == ["pas une adresse"]
    assert values["creation"] == ["hier"]
    body = back.content.decode()
    for name in ("siren", "commune", "courriel", "creation"):
        assert f'href="#id_{name}"' in body
        assert f'id="id_{name}_error"' in body
    assert 'aria-invalid="true"' in body
    assert Response.objects.get().answers == {"nom": "Nous"}


def test_a_ten_megabyte_answer_is_refused_kindly_and_shown_back(client: Client, five: Collection) -> None:
    long = "a" * 10_000_000
    back = fill(client, client.get(url(five, "section/page/")), mot=long, personnes="3")
    assert back.status_code == 422
    assert "trop longue" in text_of(back)
    assert long in back.content.decode()
    assert Response.objects.get().answers == {"personnes": 3}


def test_a_split_that_does_not_make_100_is_said(client: Client, every: Collection) -> None:
    page = fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    back = fill(client, client.get(page.url), ventes="60", dons="30")
    assert back.status_code == 422
    assert "il manque 10 %" in text_of(back)
    assert Response.objects.get().answers["ventes"] == 60


def test_rows_are_added_and_removed_with_buttons(client: Client, every: Collection) -> None:
    page = client.get(fill(client, client.get(url(every, "section/vous/")), nom="Nous").url)
    first = form_of(page).values["rows__besoins"][0]
    page = fill(client, page, go="", add="besoins", **{f"besoins__{first}__montant": "10"})
    rows = form_of(page).values["rows__besoins"]
    assert page.status_code == 200
    assert len(rows) == 2
    assert form_of(page).values[f"besoins__{first}__montant"] == ["10"]
    page = fill(client, page, go="", remove=f"besoins__{first}", **{f"besoins__{rows[1]}__montant": "7"})
    assert form_of(page).values["rows__besoins"] == [rows[1]]
    assert Response.objects.get().answers["besoins"] == [{"_id": rows[1], "montant": 700}]


def test_ranking_moves_with_buttons(client: Client, every: Collection) -> None:
    client.get(fill(client, client.get(url(every, "section/vous/")), nom="Nous").url)
    page = client.get(url(every, "section/avis/"))
    fill(client, page, go="", move="priorites__emploi:up")
    assert Response.objects.get().answers["priorites"] == ["tresorerie", "emploi", "immobilier"]


def test_the_page_follows_the_answers_without_javascript(client: Client, every: Collection) -> None:
    page = client.get(url(every, "section/vous/"))
    assert "statut_autre" not in form_of(page).names
    page = client.get(url(every, "section/vous/"))
    page = fill(client, page, go="refresh", statut="autre")
    assert "statut_autre" in form_of(page).names


def test_saves_in_the_background_send_what_changed_only(client: Client, every: Collection) -> None:
    form = form_of(client.get(url(every, "section/vous/")))
    answer = client.post(
        url(every, "section/vous/"), {**form.values, "statut": "autre"}, headers={"HX-Request": "true"}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="item-statut_autre"' in body
    assert 'id="item-nom"' not in body
    assert 'id="saved-mark"' in body
    assert 'name="shown" value="statut_autre:"' in body
    assert Response.objects.get().answers == {"statut": "autre"}
    wrong = {**form.values, "statut": "autre", "siren": "12"}
    body = client.post(url(every, "section/vous/"), wrong, headers={"HX-Request": "true"}).content.decode()
    assert 'id="item-siren"' in body
    assert 'value="12"' in body
    mended = {**form.values, "statut": "autre", "siren": "", "errored": ["siren"]}
    body = client.post(url(every, "section/vous/"), mended, headers={"HX-Request": "true"}).content.decode()
    assert 'id="item-siren"' in body
    assert "siren_error" not in body


def test_a_save_in_the_background_never_presses_the_button_that_has_the_focus(
    client: Client, every: Collection
) -> None:
    page = client.get(fill(client, client.get(url(every, "section/vous/")), nom="Nous").url)
    form = form_of(page)
    row = form.values["rows__besoins"][0]
    data = {**form.values, f"besoins__{row}__montant": "1500", "remove": f"besoins__{row}", "go": "finish"}
    body = client.post(form.action, data, headers={"HX-Request": "true"}).content.decode()
    response = Response.objects.get()
    assert response.answers["besoins"] == [{"_id": row, "montant": 150_000}]
    assert response.completed_at is None
    assert 'id="item-rappel"' in body
    assert "1\u202f500" in body


def test_required_questions_hold_back_finishing_only(client: Client, every: Collection) -> None:
    page = fill(client, client.get(url(every, "section/vous/")), nom="")
    assert page.url == url(every, "section/chiffres/")
    back = client.post(url(every, "relire/"))
    assert back.status_code == 422
    assert f'href="{url(every, "section/vous/")}#item-nom"' in back.content.decode()
    page = client.get(url(every, "section/vous/"))
    fill(client, page, nom="Nous")
    assert client.post(url(every, "relire/")).url == url(every, "recu/")


def test_the_review_tells_answered_blank_and_not_applicable_apart(client: Client, every: Collection) -> None:
    page = fill(client, client.get(url(every, "section/vous/")), go="refresh", nom="Nous", statut="autre")
    fill(client, page, go="save", statut_autre="Coopérative")
    fill(client, client.get(url(every, "section/vous/")), go="save", statut="scic")
    words = text_of(client.get(url(every, "relire/")))
    assert "laissé sans réponse" in words
    assert "sans objet d’après vos autres réponses" in words
    assert "pas encore vu" in words


def test_consents_are_asked_first_and_what_was_typed_stays(client: Client) -> None:
    needed = factories.consent_text(is_required=True)
    contact = factories.consent_text(Purpose.CONTACT)
    collection = factories.open_collection(factories.five_questions(), consent_texts=[needed, contact])
    page = client.get(url(collection, "section/page/"))
    back = fill(client, page, go="finish", statut="scic", mot="gardé")
    assert back.status_code == 422
    assert form_of(back).values["mot"] == ["gardé"]
    assert "nous avons besoin de votre accord" in text_of(back)
    assert not Response.objects.exists()
    done = fill(client, back, go="finish", **{f"consent_{needed.pk}": "on"})
    assert done.url == url(collection, "recu/")
    client.post(done.url, {f"consent_{contact.pk}": "on"})
    decisions = dict(Response.objects.get().consents.values_list("purpose", "is_given"))
    assert decisions == {"statistics": False, "contact": True}


def test_a_consent_ticked_after_the_first_save_in_the_background_counts(client: Client) -> None:
    needed = factories.consent_text(is_required=True)
    contact = factories.consent_text(Purpose.CONTACT)
    collection = factories.open_collection(factories.five_questions(), consent_texts=[needed, contact])
    form = form_of(client.get(url(collection, "section/page/")))
    quiet = {"HX-Request": "true"}
    answer = client.post(form.action, {**form.values, "mot": "a"}, headers=quiet)
    assert "besoin de votre accord" in text_of(answer)
    assert not Response.objects.exists()
    ticked = {**form.values, "mot": "a", f"consent_{needed.pk}": "on"}
    client.post(form.action, ticked, headers=quiet)
    assert dict(Response.objects.get().consents.values_list("purpose", "is_given"))["contact"] is False
    client.post(form.action, {**ticked, f"consent_{contact.pk}": "on", "statut": "scic", "go": "finish"})
    decisions = dict(Response.objects.get().consents.values_list("purpose", "is_given"))
    assert decisions == {"statistics": True, "contact": True}


def test_files_are_typed_by_content_kept_apart_downloaded_and_taken_away(
    client: Client, every: Collection, settings: Any, tmp_path: Any
) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    page = client.get(url(every, "section/avis/"))
    fake = SimpleUploadedFile("statuts.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    form = form_of(page)
    back = client.post(form.action, {**form.values, "statuts_pdf": fake, "go": "save"})
    assert back.status_code == 422
    assert "n’est pas accepté" in text_of(back)
    assert not Attachment.objects.exists()
    good = SimpleUploadedFile('../../é"vil<.pdf', PDF, "text/html")
    saved = client.post(form.action, {**form.values, "statuts_pdf": good, "go": "save"})
    assert saved.status_code == 302
    row = Attachment.objects.get()
    assert row.content_type == "application/pdf"
    assert row.file.name.startswith("attachments/")
    assert "vil" not in row.file.name
    file_url = url(every, f"fichier/{row.public_id}/")
    got = client.get(file_url)
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert Client().get(file_url).status_code == 404
    page = client.get(url(every, "section/avis/"))
    assert "Fichier déjà reçu" in text_of(page)
    fill(client, page, go="save", forget__statuts_pdf="on")
    assert not Attachment.objects.exists()
    assert "statuts_pdf" not in Response.objects.get().answers


def test_a_file_too_heavy_or_empty(client: Client) -> None:
    question = factories.question("doc", Kind.FILE, max_bytes=1_000_000)
    collection = factories.open_collection(factories.definition(question))
    for content, words in ((PDF + b"0" * 1_000_001, "trop lourd"), (b"", "vide")):
        form = form_of(client.get(url(collection, "section/page/")))
        upload = SimpleUploadedFile("doc.pdf", content, "application/pdf")
        back = client.post(form.action, {**form.values, "doc": upload, "go": "save"})
        assert words in text_of(back)


def test_after_closing_the_page_keeps_what_was_typed_but_saves_nothing(
    client: Client, five: Collection
) -> None:
    page = client.get(url(five, "section/page/"))
    collections.close_collection(collection=five, by=None)
    back = fill(client, page, mot="trop tard")
    assert back.status_code == 403
    assert form_of(back).values["mot"] == ["trop tard"]
    assert "fermé" in text_of(back)
    assert not Response.objects.exists()
    assert client.get(url(five, "section/page/")).url == url(five)


def test_forged_and_old_pages_can_be_sent_again(client: Client, five: Collection, time_machine: Any) -> None:
    form = form_of(client.get(url(five, "section/page/")))
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    for fresh in (form.values["fresh"][0], "faux:jeton:signé", ""):
        back = client.post(form.action, {**form.values, "fresh": fresh, "mot": "là", "go": "finish"})
        assert back.status_code == 422
        assert form_of(back).values["mot"] == ["là"]
    assert not Response.objects.exists()
    assert fill(client, back, go="finish", statut="scic").status_code == 302


def test_a_forged_cookie_is_a_newcomer(client: Client, five: Collection) -> None:
    for value in ("inconnu", "r1.abc:faux:signature", "é" * 50):
        client.cookies[f"reponse_{five.slug}"] = value
        assert client.get(url(five, "section/page/")).status_code == 200
        assert client.get(url(five, "recu/")).url == url(five) + "?perdu=1"
        assert "Nous ne retrouvons pas" in text_of(client.get(url(five)))


def test_the_same_form_sent_twice_is_one_response(client: Client, five: Collection) -> None:
    form = form_of(client.get(url(five, "section/page/")))
    for _ in range(2):
        data = {**form.values, "statut": "scic", "go": "finish"}
        assert Client().post(form.action, data).url == url(five, "recu/")
    assert Response.objects.count() == 1


def test_floods_are_answered_with_the_page_and_what_was_typed(
    client: Client, five: Collection, settings: Any
) -> None:
    settings.NEW_RESPONSE_RATE = 1
    page = client.get(url(five, "section/page/"))
    fill(client, page, mot="un")
    other = Client()
    back = fill(other, other.get(url(five, "section/page/")), mot="deux")
    assert back.status_code == 429
    assert form_of(back).values["mot"] == ["deux"]
    assert back["Retry-After"] == "60"
    assert Response.objects.count() == 1


def test_two_people_in_conflict_choose(client: Client, five: Collection) -> None:
    page = client.get(url(five, "section/page/"))
    done = fill(client, page, go="save", mot="a")
    other = Client()
    other.cookies[f"reponse_{five.slug}"] = done.cookies[f"reponse_{five.slug}"].value
    mine, theirs = client.get(url(five, "section/page/")), other.get(url(five, "section/page/"))
    fill(other, theirs, go="save", mot="b")
    back = fill(client, mine, go="save", mot="c", personnes="5")
    assert back.status_code == 409
    words = text_of(back)
    assert "Une autre personne a écrit « b »" in words
    assert "Vous avez écrit « c »" in words
    assert Response.objects.get().answers == {"mot": "b", "personnes": 5}
    assert fill(client, back, go="save", keep__mot="mine").status_code == 302
    assert Response.objects.get().answers["mot"] == "c"
    assert Response.objects.get().replaced_answers.get().value == "b"


def test_random_order_is_the_same_before_and_after_the_first_save(client: Client) -> None:
    choices = tuple(Choice(str(number), f"Choix {number}") for number in range(8))
    content = factories.definition(
        factories.question("q", Kind.ONE, choice_list="c", is_random_order=True),
        choice_lists={"c": (*choices, Choice("autre", "Autre", is_other=True))},
    )
    collection = factories.open_collection(content)

    def order(page: Any) -> list[str]:
        return [part.split('"')[0] for part in page.content.decode().split('name="q" value="')[1:]]

    page = client.get(url(collection, "section/page/"))
    before = order(page)
    page = fill(client, page, go="refresh", q="3")
    assert order(page) == before == order(client.get(url(collection, "section/page/")))
    assert before[-1] == "autre"
    others = [order(Client().get(url(collection, "section/page/"))) for _ in range(4)]
    assert any(other != before for other in others)


def test_unknown_addresses_are_not_found(client: Client, five: Collection) -> None:
    draft = factories.draft_collection()
    for address in (
        url(five, "section/ailleurs/"),
        url(draft),
        "/questionnaires/rien/",
        url(draft, "relire/"),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("loses_cookie", [False, True])
def test_a_stale_form_comes_back_with_what_was_typed_and_can_be_sent(
    five: Collection, loses_cookie: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(url(five, "section/page/"))
    if loses_cookie:
        del client.cookies["csrftoken"]
    stale = fill(client, page, go="finish", mot="Bravo à vous", csrfmiddlewaretoken="x" * 64)
    assert stale.status_code == 403
    assert "elle n’a pas été enregistrée" in text_of(stale)
    assert form_of(stale).values["mot"] == ["Bravo à vous"]
    assert not Response.objects.exists()
    assert fill(client, stale, go="finish", statut="scic").status_code == 302
    assert Response.objects.get().answers == {"mot": "Bravo à vous", "statut": "scic"}


def test_a_form_of_another_site_is_refused_without_being_shown(five: Collection) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://ailleurs.example"})
    form = form_of(client.get(url(five, "section/page/")))
    done = client.post(form.action, {**form.values, "mot": "Appât"})
    assert done.status_code == 403
    assert "Appât" not in done.content.decode()
    assert not Response.objects.exists()
