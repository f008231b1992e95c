"""(m32) The demonstration on paper: charts take the whole line, the first page of a study is filled."""

import io
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from demo.studies import grand_recueil, savers
from milliard.website.models import Edition

MARGIN_PT = 24 / 25.4 * 72
FOOT_PT = 50


def drawn(page: PageObject) -> tuple[list[float], float]:
    """Widths of the pictures of a page, each cut to its box, and its lowest line over the foot: points."""
    widths: list[float] = []
    lines: list[float] = []
    path: list[float] = []

    def at_operator(operator: bytes, operands: Any, *_: Any) -> None:
        if operator in {b"m", b"l"}:
            path.append(float(operands[0]))
        elif operator == b"n":
            widths.append(max(path) - min(path))
        if operator in {b"f", b"f*", b"S", b"s", b"B", b"n"}:
            path.clear()

    def at_text(text: str, page_matrix: Any, text_matrix: Any, *_: Any) -> None:
        if text.strip():
            lines.append(text_matrix[5] * page_matrix[3] + page_matrix[5])

    page.extract_text(visitor_operand_before=at_operator, visitor_text=at_text)
    return widths, min(line for line in lines if line > FOOT_PT)


@pytest.mark.parametrize("slug", [grand_recueil.SLUG, savers.SLUG])
def test_charts_take_the_line_and_the_first_page_is_filled(demo_country: str, slug: str) -> None:
    edition = Edition.objects.filter(study__slug=slug).latest("number")
    pages = PdfReader(io.BytesIO(bytes(edition.pdf))).pages
    width, height = (float(side) for side in pages[0].mediabox[2:])
    pictures = [picture for page in pages for picture in drawn(page)[0]]
    assert len(pictures) >= 6
    assert min(pictures) == pytest.approx(width - 2 * MARGIN_PT, abs=0.5)
    assert drawn(pages[0])[1] < height / 5
