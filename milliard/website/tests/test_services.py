"""Publishing pins what is shown; building from a program is safe to run twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry, PageLogEntry

from milliard.accounts.models import User
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec, compute_figure
from milliard.figures.reports.replay import replay
from milliard.website import services
from milliard.website.models import Edition, PublishedFigure, StudyPage
from milliard.website.services.publication import PdfAlreadyStored
from milliard.website.study_figures import stored_figures
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(frozen: Dataset) -> Callable[..., StudyPage]:
    """Build a study of a few blocks."""

    def build(**fields: Any) -> StudyPage:
        return factories.study(**{"of": frozen, "with_pieces": factories.few_pieces(), **fields})

    return build


def test_publishing_pins_every_figure_with_a_journal_line(frozen: Dataset) -> None:
    study = factories.study(of=frozen)
    edition = Edition.objects.get(study=study)
    assert edition.number == 1
    assert edition.figures.count() == 8
    line = PageLogEntry.objects.get(action="website.study.published")
    assert line.data == {"edition": 1, "figures": 8}
    assert not ModelLogEntry.objects.filter(action="website.study.published").exists()


def test_what_is_pinned_is_what_the_report_answers(frozen: Dataset) -> None:
    factories.study(of=frozen)
    for shown in Edition.objects.get().shown_figures():
        for figure in shown.figures:
            assert figure == compute_figure(frozen, figure.spec)


def test_every_published_figure_is_proved_again(frozen: Dataset) -> None:
    factories.study(of=frozen)
    stored = list(stored_figures())
    assert len(stored) == 10
    results = [replay(item) for item in stored]
    assert [result.differences for result in results] == [()] * 10
    assert all("/etudes/essai/, édition 1" in result.where for result in results)


def test_what_was_published_cannot_be_rewritten(small: Callable[..., StudyPage]) -> None:
    small()
    figure = PublishedFigure.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedFigure.objects.filter(pk=figure.pk).update(answers=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        figure.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.update(is_simulated=True)


def test_building_twice_changes_nothing(frozen: Dataset) -> None:
    first = factories.study(of=frozen)
    again = factories.study(of=frozen)
    assert again.pk == first.pk
    assert Edition.objects.count() == 1
    assert [block.id for block in again.body] == [block.id for block in first.body]


def test_a_changed_study_is_a_new_edition_at_the_same_addresses(small: Callable[..., StudyPage]) -> None:
    study = small()
    before = {figure.title: figure.block_id for figure in Edition.objects.get().figures.all()}
    small(standfirst="Un autre chapeau.", correction="Le chapeau.")
    last = Edition.objects.latest_of(study.pk)
    assert last is not None
    assert last.number == 2
    assert {figure.title: figure.block_id for figure in last.figures.all()} == before


def test_a_later_dataset_does_not_change_what_was_published(small: Callable[..., StudyPage]) -> None:
    study = small()
    parts = [shown.parts for shown in Edition.objects.get().shown_figures()]
    factories.dataset(complete=60, title="Autre")
    latest = Edition.objects.latest_of(study.pk)
    assert latest is not None
    assert [shown.parts for shown in latest.shown_figures()] == parts


def test_a_study_that_cannot_be_computed_is_not_published(small: Callable[..., StudyPage]) -> None:
    wrong = [services.figure_piece("Rien", FigureSpec(FigureKind.DISTRIBUTION, "inconnue"))]
    with pytest.raises(ValidationError):
        small(with_pieces=wrong)
    assert not StudyPage.objects.exists()
    assert not Edition.objects.exists()


def test_a_person_without_the_right_builds_nothing(small: Callable[..., StudyPage]) -> None:
    person = User.objects.create_user("lectrice@exemple.org")
    with pytest.raises(PermissionDenied):
        small(by=person)


def test_an_administrator_is_named_in_the_journal(small: Callable[..., StudyPage]) -> None:
    person = User.objects.create_superuser("admin@exemple.org")
    small(by=person)
    assert Edition.objects.get().published_by == person
    assert PageLogEntry.objects.get(action="website.study.published").user == person


def test_without_a_list_of_studies_there_is_nowhere_to_publish(small: Callable[..., StudyPage]) -> None:
    factories.home().get_children().filter(slug="etudes").first().delete()
    with pytest.raises(services.study_builder.NoStudyIndex):
        small()


def test_a_draft_pins_nothing(small: Callable[..., StudyPage]) -> None:
    study = small(is_published=False)
    assert not study.live
    assert not Edition.objects.exists()


def test_the_pdf_of_an_edition_is_stored_once(small: Callable[..., StudyPage]) -> None:
    small()
    edition = Edition.objects.get()
    kept = bytes(edition.pdf)
    assert kept.startswith(b"%PDF")
    services.store_pdf(edition=edition, content=kept)
    with pytest.raises(PdfAlreadyStored):
        services.store_pdf(edition=edition, content=b"%PDF autre")
    assert bytes(Edition.objects.get().pdf) == kept


def test_simulated_data_make_a_simulated_edition(small: Callable[..., StudyPage]) -> None:
    small(of=factories.dataset(is_simulated=True))
    assert Edition.objects.get().is_simulated


def test_html_of_a_program_is_what_an_editor_could_write(frozen: Dataset) -> None:
    hostile = '<p onclick="x()">Un <b style="y">mot</b><script src="//z"></script><img src="//z"></p>'
    hostile += '<a href="javascript:x()">lien</a>'
    pieces = [
        ("text", hostile),
        ("callout", {"title": "À retenir", "text": hostile}),
        *factories.few_pieces(),
    ]
    study = factories.study(of=frozen, with_pieces=pieces, method=hostile)
    allowed = "<p>Un <b>mot</b></p><a>lien</a>"
    assert study.method == allowed
    assert study.body[0].value.source == allowed
    assert study.body[1].value["text"].source == allowed
    assert factories.study(of=frozen, with_pieces=pieces, method=hostile).editions.count() == 1
