"""The PDF of an edition: the words of the study, the pinned figures, drawn by typst.

typst is asked for PDF/UA-1 and refuses what a screen reader could not read: a picture without words, a
skipped heading level, a missing title.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

import french
from milliard.figures import display
from milliard.figures.display import ShownFigure, pictures
from milliard.figures.enums import ShownKind
from milliard.ui.documents import compile_pdf
from milliard.website.models import Edition
from milliard.website.pdf.richtext import paragraphs_of
from milliard.website.pictures import on_paper
from milliard.website.studies import dataset_text, figure_url, replaced_text

TEMPLATE = Path(__file__).parent / "study.typ"
#: A file cannot be taken back from those who have it; a page can.
_QUOTED_ELSEWHERE = (
    "Ici, la page de l’étude cite une réponse. Qui l’a donnée peut la retirer à tout moment\u00a0: "
    "elle ne se lit donc que sur la page."
)


def render_edition(edition: Edition, *, replaced_by: Edition | None = None) -> bytes:
    """The PDF of an edition, from what it pinned: the words and the numbers of its page.

    ``replaced_by``: the last edition, when it is another; the document says so on each page.

    Raises
    ------
    FontsMissing
        `build_fonts` was not run.
    """
    figures = edition.shown_figures()
    return compile_pdf(
        TEMPLATE,
        document_data(edition, figures, replaced_by),
        at=edition.published_at,
        pictures={
            f"{shown.block_id.hex}.svg": pictures.print_svg(shown)
            for shown in figures
            if display.has_picture(shown)
        }
        | {_file_of(value): on_paper(value["image"]) for value in _pictures_of(edition)},
    )


def _pictures_of(edition: Edition) -> list[Any]:
    """The pictures of the team in the body, those still there."""
    body = edition.study_then().body
    return [block.value for block in body if block.block_type == "picture" and block.value.get("image")]


def _file_of(picture: Any) -> str:
    return f"image-{picture['image'].pk}.jpg"


def document_data(
    edition: Edition, figures: list[ShownFigure], replaced_by: Edition | None = None
) -> dict[str, Any]:
    """Everything the template places, as JSON."""
    study = edition.study_then()
    by_block = {str(shown.block_id): shown for shown in figures}
    facts = {shown.facts.slug: shown.facts for shown in figures}
    blocks = [
        placed
        for block in study.body
        if (placed := _block(block.block_type, block.value, by_block.get(str(block.id)), edition)) is not None
    ]
    published_on = timezone.localdate(edition.published_at)
    return {
        "title": study.title,
        "kicker": study.kicker,
        "standfirst": french.typeset(study.standfirst),
        "erratum": french.typeset(edition.erratum),
        "replaced": replaced_text(replaced_by) if replaced_by else "",
        "line": f"Édition {edition.number}, publiée le {french.format_date(published_on)}",
        "address": f"{settings.SITE_URL}{study.url}",
        "simulated": edition.is_simulated or settings.IS_DEMONSTRATION,
        "blocks": _with_levels(blocks),
        "method": _paragraphs(study.method),
        "datasets": [{"title": item.title, "text": dataset_text(item)} for item in facts.values()],
        "sources": french.typeset(study.sources),
    }


def _paragraphs(html: Any) -> list[dict[str, Any]]:
    text = getattr(html, "source", html) or ""
    paragraphs = paragraphs_of(text, site_url=settings.SITE_URL)
    for paragraph in paragraphs:
        for item in paragraph["items"]:
            for run in item:
                run["text"] = french.typeset(run["text"])
    return paragraphs


def _with_levels(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Heading levels never skip: a figure before the first part is a part of its own."""
    has_part = False
    for block in blocks:
        has_part = has_part or block["type"] == "heading"
        block["level"] = 3 if has_part else 2
    return blocks


def _block(kind: str, value: Any, shown: ShownFigure | None, edition: Edition) -> dict[str, Any] | None:
    if kind in ShownKind.values:
        return None if shown is None else figure_data(shown, edition)
    if kind == "text":
        return {"type": "text", "paragraphs": _paragraphs(value)}
    if kind == "quotation":
        return {"type": "text", "paragraphs": _paragraphs(f"<p>{_QUOTED_ELSEWHERE}</p>")}
    if kind == "heading":
        return {"type": "heading", "text": french.typeset(value["text"])}
    if kind == "picture":
        return _picture_data(value) if value.get("image") else None
    if kind == "table":
        return _table_data(value)
    words = {
        name: french.typeset(str(value[name]))
        for name in ("title", "author", "role", "value", "label", "base", "date", "source", "caution")
        if value.get(name)
    }
    text = value.get("text")
    if kind == "quote":
        return {"type": kind, "role": "", **words, "text": french.typeset(str(text))}
    if kind == "comparison":
        words["label"] = french.typeset(value.sentence)
        words["base"] = words["base"] if value.is_whole_sentence else ""
    return {"type": kind, **words, "url": value.get("source_url") or "", "paragraphs": _paragraphs(text)}


def _picture_data(value: Any) -> dict[str, Any]:
    words = {name: french.typeset(str(value.get(name) or "")) for name in ("caption", "credit")}
    is_half = value.get("size") == "half"
    return {"type": "picture", "file": _file_of(value), "alternative": value.alt, "is_half": is_half, **words}


def _table_data(value: Any) -> dict[str, Any]:
    columns = value.columns
    return {
        "type": "table",
        "title": french.typeset(value["title"]),
        "source": french.typeset(value["source"]),
        "columns": [french.typeset(column.label) for column in columns],
        "numbers": [column.has_numbers for column in columns],
        "rows": [[french.typeset(cell) for cell in row] for row in value.rows],
    }


def figure_data(shown: ShownFigure, edition: Edition) -> dict[str, Any]:
    """One figure: same words, same table, same picture as on the page."""
    columns, rows = display.table_of(shown)
    numbers = display.numbers_of(shown) if shown.is_strip else []
    is_strip, has_picture = shown.kind == ShownKind.NUMBERS, display.has_picture(shown)
    return {
        "type": "figure",
        "title": french.typeset(shown.title),
        "is_strip": is_strip,
        # Each number of a strip has its own base.
        "base": "" if is_strip else french.typeset(shown.base),
        "line": french.typeset(f"{shown.line} · {shown.source}"),
        "status": shown.status,
        "picture": f"{shown.block_id.hex}.svg" if has_picture else "",
        "alternative": display.alternative_of(shown),
        "numbers": [{"value": item.value, "label": item.label, "base": item.base} for item in numbers],
        "columns": [column.label for column in columns],
        "rows": [[cell.text for cell in row] for row in rows],
        "note": french.typeset(shown.note),
        "table_note": french.typeset(display.table_note(shown)),
        "legend": french.typeset(display.legend_of(shown)) if has_picture else "",
        "reading": french.typeset(display.reading_of(shown)) if has_picture else "",
        "uncertainty": "" if is_strip else shown.uncertainty,
        "is_crossed": shown.is_crossed,
        "address": f"{settings.SITE_URL}{figure_url(edition.study, shown)}",
    }
