"""A study quotes a text by its reference: the words are those reviewed, or none."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from milliard.readings.tests import factories as readings
from milliard.surveys.services.access import response_key
from milliard.surveys.services.erasure import erase_response
from milliard.website.blocks.quotations import QuotationBlock
from milliard.website.models import Edition
from milliard.website.pdf.document import document_data
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


def test_only_a_quotable_text_is_taken() -> None:
    block = QuotationBlock()
    row = readings.response(readings.collection())
    for wrong in ("", "trois", str(uuid4()), str(row.public_id)):
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"reference": wrong}))
    reference = str(readings.review(row).public_id)
    assert block.clean(block.to_python({"reference": reference}))["reference"] == reference
    assert block.get_searchable_content(block.to_python({"reference": reference})) == []


def test_a_study_shows_the_words_until_their_author_erases_them() -> None:
    row = readings.response(readings.collection(title="Vos mots"))
    reference = str(readings.review(row).public_id)
    study = factories.study(with_pieces=[*factories.few_pieces(), ("quotation", {"reference": reference})])
    page = Client().get(study.url).content.decode()
    assert "Le four du village." in page
    assert "Vos mots" in page
    edition = Edition.objects.latest_of(study.pk)
    assert edition is not None
    kept = f"{edition.words}{document_data(edition, edition.shown_figures(), None)}"
    assert reference in kept
    assert "four du village" not in kept
    erase_response(collection=row.collection, key=response_key(row))
    page = Client().get(study.url).content.decode()
    assert "four du village" not in page
    assert "Citation retirée" in page
