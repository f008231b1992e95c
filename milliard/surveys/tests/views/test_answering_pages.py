"""Respondents' pages without JavaScript: every kind shown, saved, shown again; errors kept beside the box."""

import re
from typing import Any

import pytest
from django.test import Client

from engines.questionnaire.model import Choice, Group, Kind
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url
from milliard.territories.models import Commune, Department

pytestmark = pytest.mark.django_db


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


def test_coming_back_costs_one_query_and_the_receipt_three(
    client: Client, five: Collection, django_assert_num_queries: Any
) -> None:
    fill(client, client.get(url(five, "section/page/")), go="finish", statut="scic")
    for place, queries in (("section/page/", 1), ("recu/", 3)):
        client.get(url(five, place))
        with django_assert_num_queries(queries):
            assert client.get(url(five, place)).status_code == 200


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
    assert form_of(figures).values["budget"] == ["1\u202f000,50"]
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


def test_an_answer_of_a_megabyte_is_refused_kindly_and_shown_back(client: Client, five: Collection) -> None:
    long = "a" * 1_400_000
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
    for move, ranked in (
        ("emploi:up", ["emploi"]),  # nobody else's answer gets a rank by it
        ("tresorerie:up", ["emploi", "tresorerie"]),
        ("tresorerie:up", ["tresorerie", "emploi"]),
        ("emploi:down", ["tresorerie", "emploi"]),
        ("tresorerie:down", ["emploi", "tresorerie"]),
    ):
        page = fill(client, page, go="", move=f"priorites__{move}")
        assert Response.objects.get().answers["priorites"] == ranked, move


def test_the_page_follows_the_answers_without_javascript(client: Client, every: Collection) -> None:
    page = client.get(url(every, "section/vous/"))
    assert "statut_autre" not in form_of(page).names
    page = client.get(url(every, "section/vous/"))
    page = fill(client, page, go="refresh", statut="autre")
    assert "statut_autre" in form_of(page).names


def test_required_questions_hold_back_finishing_only(client: Client, every: Collection) -> None:
    page = fill(client, client.get(url(every, "section/vous/")), nom="")
    assert page.url == url(every, "section/chiffres/?reste=vous")
    words = text_of(client.get(page.url))
    assert "1 réponse obligatoire manque dans « Votre organisation »" in words
    assert "Y revenir maintenant" in words
    back = client.post(url(every, "relire/"))
    assert back.status_code == 422
    assert f'href="{url(every, "section/vous/")}#item-nom"' in back.content.decode()
    page = client.get(url(every, "section/vous/"))
    fill(client, page, nom="Nous")
    for key in ("chiffres", "avis"):
        fill(client, client.get(url(every, f"section/{key}/")), go="review")
    assert client.post(url(every, "relire/")).url == url(every, "recu/")


@pytest.fixture
def namesakes(every: Collection) -> Collection:
    for code, number, name in (("93066", "93", "Seine-Saint-Denis"), ("97411", "974", "La Réunion")):
        department = Department.objects.create(code=number, name=name)
        Commune.objects.create(code=code, name="Saint-Denis", department=department, population=100_000)
    return every


def test_searching_shows_the_communes_to_choose_from(client: Client, namesakes: Collection) -> None:
    page = client.get(url(namesakes, "section/vous/"))
    found = fill(client, page, go="", search="commune", commune="Saint-Denis")
    assert found.status_code == 200
    assert "2 communes trouvées : choisissez la vôtre." in text_of(found)
    assert "Saint-Denis (93) Seine-Saint-Denis" in text_of(found)
    assert "Erreur" not in text_of(found)
    moved = fill(client, found, nom="Nous", pick__commune="Saint-Denis (974)")
    assert moved.url == url(namesakes, "section/chiffres/")
    assert Response.objects.get().answers["commune"] == "97411"


def test_a_row_chosen_for_another_text_does_not_hold(client: Client, namesakes: Collection) -> None:
    found = fill(
        client, client.get(url(namesakes, "section/vous/")), go="", search="commune", commune="Saint-Denis"
    )
    fill(client, found, go="save", commune="Saint-Étienne", pick__commune="Saint-Denis (974)")
    assert Response.objects.get().answers["commune"] == "42218"


def test_going_on_with_several_namesakes_asks_which(client: Client, namesakes: Collection) -> None:
    asked = fill(client, client.get(url(namesakes, "section/vous/")), nom="Nous", commune="Saint-Denis")
    assert asked.status_code == 422
    assert "Choisissez la commune dans la liste" in text_of(asked)
    assert asked.content.decode().count('name="pick__commune"') == 2


def test_an_unknown_commune_is_said_unknown(client: Client, namesakes: Collection) -> None:
    page = client.get(url(namesakes, "section/vous/"))
    found = fill(client, page, go="", search="commune", commune="Trifouillis")
    assert text_of(found).count("Aucune commune ne porte ce nom") == 2  # beside the box, in the summary
    assert "plusieurs" not in text_of(found)


def test_going_on_shows_the_questions_that_the_answers_bring(client: Client, every: Collection) -> None:
    page = client.get(url(every, "section/vous/"))
    shown = fill(client, page, nom="Nous", statut="autre")
    assert shown.status_code == 200
    assert "Votre réponse amène une nouvelle question" in text_of(shown)
    assert 'href="#item-statut_autre"' in shown.content.decode()
    assert not Response.objects.get().sections["vous"]["is_passed"]
    assert fill(client, shown).url == url(every, "section/chiffres/")  # seen, and left blank


def test_a_card_that_an_answer_brings_is_shown_before_going_on(client: Client) -> None:
    card = Group("besoins", "Besoin", (factories.question("usage"),), repeats=True, relevant="${oui} = 'yes'")
    collection = factories.open_collection(factories.definition(factories.question("oui", Kind.YES_NO), card))
    shown = fill(client, client.get(url(collection, "section/page/")), go="finish", oui="yes")
    assert shown.status_code == 200
    assert "Votre réponse amène une nouvelle question Besoin" in text_of(shown)
    assert "Besoin 1" in text_of(shown)
    assert "Ajouter un besoin" in text_of(shown)
    assert Response.objects.get().completed_at is None
    assert fill(client, shown, go="finish").url == url(collection, "recu/")


def test_sending_without_having_seen_everything_is_asked_first(client: Client, every: Collection) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    asked = client.post(url(every, "relire/"))
    assert asked.status_code == 422
    assert "Il reste 2 sections que vous n’avez pas ouvertes" in text_of(asked)
    assert Response.objects.get().completed_at is None
    assert client.post(url(every, "relire/"), {"unseen": "chiffres"}).status_code == 422
    done = client.post(url(every, "relire/"), {"unseen": ["chiffres", "avis"]})
    assert done.url == url(every, "recu/")
    assert "2 sections n’ont pas été ouvertes" in text_of(client.get(done.url))


@pytest.mark.parametrize(
    ("walk", "leads_to"),
    [
        ([("vous", "next")], "Continuer : section 2 : Vos chiffres"),
        ([("vous", "next"), ("chiffres", "save")], "Continuer : section 2 : Vos chiffres"),
        ([("vous", "next"), ("avis", "save")], "Continuer : section 3 : Votre avis"),
        ([("vous", "next"), ("avis", "review")], "Continuer : section 2 : Vos chiffres"),
    ],
)
def test_the_resumed_page_leads_where_one_stopped(
    client: Client, every: Collection, walk: list[tuple[str, str]], leads_to: str
) -> None:
    for key, go in walk:
        typed = {"nom": "Nous"} if key == "vous" else {}
        fill(client, client.get(url(every, f"section/{key}/")), go=go, **typed)
    page = client.get(url(every, "relire/"))
    assert leads_to in text_of(page)
    words = page.content.decode()
    assert words.index("button--primary") < words.index("Terminer et envoyer")
    assert words.count("button--primary") == 1


def test_finishing_comes_first_once_everything_was_seen(client: Client, every: Collection) -> None:
    for key, typed in (("vous", {"nom": "Nous"}), ("chiffres", {}), ("avis", {})):
        fill(client, client.get(url(every, f"section/{key}/")), go="review", **typed)
    page = client.get(url(every, "relire/"))
    assert "Continuer" not in text_of(page)
    assert page.content.decode().count("button--primary") == 1


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
    assert "Elle compte désormais" in text_of(client.get(done.url))
    client.post(done.url, {f"consent_{contact.pk}": "on"})
    assert "elle n’entre dans aucun nouveau chiffre" in text_of(client.get(done.url))
    decisions = dict(Response.objects.get().consents.values_list("purpose", "is_given"))
    assert decisions == {"statistics": False, "contact": True}


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


def test_whatever_takes_the_keyboard_in_a_question_has_a_name_to_be_found_again(client: Client) -> None:
    """A question rendered again under the keyboard keeps it: htmx looks for the identifier it was on."""
    collection = factories.open_collection(factories.every_kind())
    fill(client, client.get(url(collection, "section/vous/")), go="save", nom="La Ruche")
    seen = set()
    for section in ("vous", "chiffres", "avis"):
        page = client.get(url(collection, f"section/{section}/")).content.decode()
        items = page[page.index('class="survey__item') : page.index("<footer")]
        for tag, attributes in re.findall(r"<(input|button|select|textarea)\b([^>]*)>", items):
            if 'type="hidden"' not in attributes and 'name="go"' not in attributes:
                seen.add(tag)
                assert re.search(r'\sid="[^"]+"', attributes), (section, tag, attributes)
    assert {"input", "button"} <= seen
