"""One published study for all the tests of a module that only read it: building one takes a while."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Site

from milliard.core.search_index import rebuild
from milliard.figures.display import ShownFigure
from milliard.figures.models import Dataset
from milliard.website.models import Edition, StudyPage
from milliard.website.tests import factories


@pytest.fixture(scope="module")
def published_study(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[StudyPage]:
    """A study of simulated answers, rolled back after the module.

    Made of its ``STUDY_PIECES``, or of every kind of block.
    """
    pieces = getattr(request.module, "STUDY_PIECES", None)
    with django_db_blocker.unblock(), transaction.atomic():
        Site.clear_site_root_paths_cache()
        frozen = factories.dataset(is_simulated=True, title="Enquête simulée")
        study = factories.study(of=frozen, slug="etude-lue", with_pieces=pieces)
        rebuild()  # what follows a commit does not follow here
        yield study
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def frozen(django_db_setup: None, django_db_blocker: Any) -> Iterator[Dataset]:
    """A dataset of 120 answers, 100 of them complete; rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        Site.clear_site_root_paths_cache()
        yield factories.dataset()
        transaction.set_rollback(True)


@pytest.fixture
def figures(published_study: StudyPage) -> list[ShownFigure]:
    """The figures of the study, as they were published."""
    return Edition.objects.latest_of(published_study.pk).shown_figures()
