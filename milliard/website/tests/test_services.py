"""Publishing pins what is shown; building from a program is safe to run twice."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry, PageLogEntry

from milliard.members.models import User
from milliard.surveys.reports import compute_figure
from milliard.surveys.reports.replaying import replay
from milliard.website import services
from milliard.website.figures.sources import pinned_sources, stored_figures
from milliard.website.models import Edition, PublishedFigure, StudyPage
from milliard.website.services.publishing import PdfAlreadyStored
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


def test_publishing_pins_every_figure_with_a_journal_line() -> None:
    study = factories.study()
    edition = Edition.objects.get(study=study)
    assert edition.number == 1
    assert edition.figures.count() == 8
    line = PageLogEntry.objects.get(action="website.study.published")
    assert line.data == {"edition": 1, "figures": 8, "digest": edition.digest}
    assert not ModelLogEntry.objects.filter(action="website.study.published").exists()


def test_what_is_pinned_is_what_the_report_answers() -> None:
    data = factories.dataset()
    factories.study(of=data)
    for source in pinned_sources(Edition.objects.get()):
        for figure in source.figures:
            assert figure == compute_figure(data, figure.spec)


def test_every_published_figure_is_proved_again() -> None:
    factories.study()
    stored = list(stored_figures())
    assert len(stored) == 10
    results = [replay(item) for item in stored]
    assert [result.differences for result in results] == [()] * 10
    assert all("/etudes/essai/, édition 1" in result.where for result in results)


def test_what_was_published_cannot_be_rewritten() -> None:
    factories.study()
    figure = PublishedFigure.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedFigure.objects.filter(pk=figure.pk).update(answers=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        figure.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.update(digest="0" * 64)


def test_building_twice_changes_nothing() -> None:
    data = factories.dataset()
    first = factories.study(of=data)
    again = factories.study(of=data)
    assert again.pk == first.pk
    assert Edition.objects.count() == 1
    assert [block.id for block in again.body] == [block.id for block in first.body]


def test_a_changed_study_is_a_new_edition_at_the_same_addresses() -> None:
    data = factories.dataset()
    study = factories.study(of=data)
    before = {figure.title: figure.block_id for figure in Edition.objects.get().figures.all()}
    factories.study(of=data, standfirst="Un autre chapeau.")
    last = Edition.objects.latest_of(study.pk)
    assert last is not None
    assert last.number == 2
    assert {figure.title: figure.block_id for figure in last.figures.all()} == before


def test_a_later_dataset_does_not_change_what_was_published() -> None:
    data = factories.dataset()
    study = factories.study(of=data)
    shown = [source.answers for source in pinned_sources(Edition.objects.get())]
    factories.dataset(complete=60, title="Autre")
    assert [source.answers for source in pinned_sources(Edition.objects.latest_of(study.pk))] == shown


def test_a_study_that_cannot_be_computed_is_not_published() -> None:
    wrong = [services.Figures(title="Rien", variable="inconnue")]
    with pytest.raises(ValidationError):
        factories.study(with_pieces=wrong)
    assert not StudyPage.objects.exists()
    assert not Edition.objects.exists()


def test_a_person_without_the_right_builds_nothing() -> None:
    person = User.objects.create_user("lectrice@exemple.org")
    with pytest.raises(PermissionDenied):
        factories.study(by=person)


def test_an_administrator_is_named_in_the_journal() -> None:
    person = User.objects.create_superuser("admin@exemple.org")
    factories.study(by=person)
    assert Edition.objects.get().published_by == person
    assert PageLogEntry.objects.get(action="website.study.published").user == person


def test_without_a_list_of_studies_there_is_nowhere_to_publish() -> None:
    factories.home().get_children().filter(slug="etudes").first().delete()
    with pytest.raises(services.building.NoStudyIndex):
        factories.study()


def test_a_draft_pins_nothing() -> None:
    study = factories.study(is_published=False)
    assert not study.live
    assert not Edition.objects.exists()


def test_the_pdf_of_an_edition_is_stored_once() -> None:
    factories.study()
    edition = Edition.objects.get()
    kept = bytes(edition.pdf)
    assert kept.startswith(b"%PDF")
    services.store_pdf(edition=edition, content=kept)
    with pytest.raises(PdfAlreadyStored):
        services.store_pdf(edition=edition, content=b"%PDF autre")
    assert bytes(Edition.objects.get().pdf) == kept


def test_simulated_data_make_a_simulated_edition() -> None:
    factories.study(of=factories.dataset(is_simulated=True))
    assert Edition.objects.get().is_simulated
