"""The whole way: answers, frozen dataset, engine, page. Each published figure is read in the HTML."""

import html
import io
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client

from demo import accounts, waves
from demo.loading import NoPlaceForDemonstration, load_country
from demo.studies import grand_recueil as recueil_study
from demo.studies import savers as savers_study
from milliard.accounts.models import User
from milliard.fieldwork.reports.progress import follow
from milliard.figures.datasets.codebook import Codebook
from milliard.figures.datasets.codebook_files import read_codebook
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec, compute_figure, recompute_figure
from milliard.surveys import answering, tokens
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.website.models import Edition, HomePage, PublishedFigure

RECUEIL = f"/etudes/{recueil_study.SLUG}/"
SAVERS = f"/etudes/{savers_study.SLUG}/"
LABEL = "données simulées"


def text_of(client: Client, path: str) -> str:
    """The words of a page, spaces made plain."""
    response = client.get(path)
    assert response.status_code == 200, path
    return plain(response.content.decode())


def plain(markup: str) -> str:
    without = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", without)).replace("\u202f", " "))


def rows_of(client: Client, path: str) -> dict[str, list[str]]:
    """First cell of every table row of the page -> the others. The numbers a reader sees."""
    found = {}
    for row in re.findall(r"<tr\b.*?</tr>", client.get(path).content.decode(), flags=re.S):
        cells = [plain(cell).strip() for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, flags=re.S)]
        if len(cells) > 1:
            found.setdefault(cells[0], cells[1:])
    return found


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Associations", "60 %"),
        ("Coopératives", "24 %"),
        ("Sociétés commerciales", "11 %"),
        ("Fondations et autres statuts", "5 %"),
        ("Une personne, une voix", "87 %"),
        ("Une innovation sociale", "72 %"),
        ("Fonds propres insuffisants", "75 %"),
        ("Tensions de trésorerie depuis deux ans", "72 %"),
        ("Trésorerie préoccupante aujourd’hui", "32 %"),
        ("de besoins déclarés", "1,4 Md€"),
        ("organisations ont rempli tout le questionnaire", "510"),
    ],
)
def test_the_study_shows_what_was_published(
    demo_country: str, client: Client, label: str, value: str
) -> None:
    assert rows_of(client, RECUEIL)[label][0] == value


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("ont essayé de rendre leur épargne plus durable", "64 %"),
        ("ne voient aucune option claire à leur banque", "65 %"),
        ("veulent une gouvernance démocratique des projets", "80 %"),
    ],
)
def test_the_savers_study_shows_what_was_published(
    demo_country: str, client: Client, label: str, value: str
) -> None:
    assert rows_of(client, SAVERS)[label][0] == value


def test_every_share_stands_on_all_complete_responses(demo_country: str, client: Client) -> None:
    rows = rows_of(client, RECUEIL)
    for label in ("Associations", "Une personne, une voix", "Fonds propres insuffisants"):
        assert "510" in rows[label][1:]
    assert "1 130" in text_of(client, SAVERS)


def test_following_shows_836_begun_and_510_complete(demo_country: str) -> None:
    following = follow(Collection.objects.get(slug="grand-recueil-2024"))
    assert (following.begun, following.complete) == (836, 510)
    assert sum(question.left for question in following.questions) + following.never_answered <= 326
    assert following.sections[0].reached == 836
    assert all(section.median_seconds for section in following.sections)


def test_titles_say_what_the_figures_show(demo_country: str) -> None:
    """Findings written as titles are held to the numbers under them."""
    dataset = waves.dataset_of(waves.GRAND_RECUEIL)
    months = {
        row.key: row.value
        for row in compute_figure(dataset, FigureSpec(FigureKind.DISTRIBUTION, "mois_tresorerie")).rows
    }
    assert months["aucun"] + months["lt3"] + months["m3_6"] > 0.5
    uses = compute_figure(
        dataset, FigureSpec(FigureKind.MULTIPLE, "usage", domain=(("statut", ("association",)),))
    )
    operating = next(row.value for row in uses.rows if row.key == "fonctionnement")
    assert operating == max(row.value for row in uses.rows)
    assert 0.62 < operating < 2 / 3  # «près de deux sur trois»
    for variable, first in (
        ("besoin_investissement", "cooperative"),
        ("besoin_fonctionnement", "association"),
    ):
        totals = compute_figure(dataset, FigureSpec(FigureKind.TOTAL, variable, breakdown="statut"))
        groups = {row.group_key: row.value for row in totals.rows if row.group_key != "all" and row.value}
        assert max(groups, key=groups.__getitem__) == first
    obstacles = compute_figure(dataset, FigureSpec(FigureKind.MULTIPLE, "obstacles"))
    assert max(obstacles.rows, key=lambda row: row.value or 0).key == "temps"


def test_the_share_of_needs_under_a_million_is_the_larger(demo_country: str) -> None:
    dataset = waves.dataset_of(waves.GRAND_RECUEIL)
    figure = compute_figure(
        dataset, FigureSpec(FigureKind.HISTOGRAM, "montant_cible", bounds=(0, 100_000_000, 10**11))
    )
    assert figure.rows[0].value > 0.5


@pytest.mark.parametrize(
    "path", ["/", "/etudes/", RECUEIL, SAVERS, "/questionnaires/", "/questionnaires/grand-recueil/"]
)
def test_every_page_says_that_it_is_invented(demo_country: str, client: Client, path: str) -> None:
    assert LABEL in text_of(client, path).lower()


def test_every_file_says_that_it_is_invented(demo_country: str, client: Client) -> None:
    figure = PublishedFigure.objects.filter(edition__study__slug=recueil_study.SLUG, kind="shares").first()
    base = f"{RECUEIL}chiffres/{figure.block_id}"
    for extension in ("csv", "json", "svg"):
        response = client.get(f"{base}.{extension}")
        assert response.status_code == 200
        content = (
            response.getvalue().decode("utf-8-sig")
            if response.streaming
            else response.content.decode("utf-8-sig")
        )
        assert "simul" in content.lower(), extension


def test_every_row_of_the_country_is_marked_simulated(demo_country: str) -> None:
    assert not Collection.objects.filter(is_simulated=False).exists()
    assert not Dataset.objects.filter(is_simulated=False).exists()
    assert not Edition.objects.filter(is_simulated=False).exists()
    assert Edition.objects.count() == 2


def test_two_collections_are_open_and_two_have_ended(demo_country: str) -> None:
    assert set(Collection.objects.open().values_list("slug", flat=True)) == {
        "grand-recueil",
        "cinq-questions",
    }
    assert all(
        Collection.objects.get(slug=slug).has_ended()
        for slug in ("grand-recueil-2024", "enquete-epargnants-2024")
    )
    assert Response.objects.filter(collection__slug="grand-recueil").count() == 0


def test_published_figures_can_be_computed_again(demo_country: str) -> None:
    dataset = waves.dataset_of(waves.GRAND_RECUEIL)
    spec = FigureSpec(FigureKind.TOTAL, "montant_cible")
    first, again = compute_figure(dataset, spec), recompute_figure(dataset, spec, 5)
    assert first.rows == again.rows
    assert first.rows[-1].value == 140_000_000_000
    assert first.input_digest == again.input_digest


def test_the_dictionary_of_every_dataset_reads_back(demo_country: str) -> None:
    for dataset in Dataset.objects.all():
        book = Codebook.from_json(dataset.codebook)
        read = read_codebook(write_codebook(book))
        assert [(item.name, item.kind, item.label) for item in read] == [
            (item.name, item.kind, item.label) for item in book
        ]
        assert [[(answer.value, answer.label) for answer in item.answers] for item in read] == [
            [(answer.value, answer.label) for answer in item.answers] for item in book
        ]


def test_loading_again_changes_nothing(demo_country: str) -> None:
    def counts() -> tuple[int, ...]:
        models = (Collection, Response, Dataset, Edition, User, Authenticator)
        return tuple(model.objects.count() for model in models)

    before = counts()
    lines: list[str] = []
    load_country(lines.append)
    assert counts() == before
    assert any("836" in line and "510" in line for line in lines)


def test_what_a_team_changed_since_is_left_alone(demo_country: str) -> None:
    home = HomePage.objects.get()
    home.organisations_financed = 7
    home.save_revision().publish()
    load_country(lambda line: None)
    assert HomePage.objects.get().organisations_financed == 7


def test_each_role_has_its_account_and_staff_a_second_factor(demo_country: str) -> None:
    for account in accounts.ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.roles == ({account.role} if account.role else set())
        has_factor = Authenticator.objects.filter(user=user).exists()
        assert has_factor == user.needs_second_factor


def test_refuses_where_data_may_be_real(db: None) -> None:
    with pytest.raises(NoPlaceForDemonstration):
        load_country(lambda line: None)
    with pytest.raises(CommandError, match="démonstration"):
        call_command("load_demo", apply=True, stdout=io.StringIO())
    with pytest.raises(CommandError, match="démonstration"):
        call_command("prepare_demo")
    assert not User.objects.filter(email=accounts.ORGANISER).exists()


def test_nothing_is_written_without_apply(demo_country: str) -> None:
    missing = Collection.objects.filter(slug="cinq-questions")
    missing.get().delete()
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    assert "Rien n’a été écrit" in out.getvalue()
    assert not missing.exists()
    call_command("load_demo", apply=True, stdout=out)
    assert missing.exists()


@pytest.mark.django_db
def test_a_database_with_real_answers_is_left_alone(settings: Any) -> None:
    collection = factories.open_collection(factories.five_questions())
    answering.save_section(
        answering.Submission(
            collection=collection,
            section_key="page",
            data=QueryDict("mot=oui&page=p1"),
            fresh=tokens.fresh_token(collection.slug),
        )
    )
    settings.IS_DEMONSTRATION = True  # only now: whatever is collected in a demonstration says it is one
    with pytest.raises(NoPlaceForDemonstration):
        load_country(lambda line: None)
    assert Collection.objects.count() == 1


def test_the_home_page_may_be_saved_in_its_editor(demo_country: str) -> None:
    """Finding m34 of the public side: an editor that refuses the buttons the page has keeps everybody out."""
    buttons = HomePage.objects.get().actions
    assert len(buttons) == 4
    assert buttons.stream_block.clean(buttons)
