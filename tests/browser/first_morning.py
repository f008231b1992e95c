"""What a first morning needs beside its two readers: the workbook an author fills in, a list of people,
answers of many, and an eye on each screen met.
"""

from __future__ import annotations

import io
import re
from typing import Any

from django.http import QueryDict
from openpyxl import load_workbook

from milliard.core.models import OutboxMail
from milliard.surveys.answering import Submission, finish_response, save_section
from milliard.surveys.models import Collection
from milliard.surveys.tokens import fresh_token
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph, scrolls_sideways

SLUG = "les-besoins-des-lieux"
HERE = f"/gestion/collectes/{SLUG}/"
ANSWERS = 60
PEOPLE = 200
STATUSES = ("association", "association", "association", "cooperative", "entreprise")
_LINK = re.compile(r"https?://[^/]+(/questionnaires/invitation/\S+)")


class Looker:
    """Looks at each screen once, at a desk's width and a phone's, and keeps what is wrong until the end."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def at(self, page: Any, name: str, *, within: str = ".sv") -> None:
        width = page.viewport_size
        page.wait_for_load_state()
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            found = axe_violations(page, within=within)
            if scrolls_sideways(page):
                found.append("scrolls sideways")
            self.faults += [f"{name}, {viewport['width']} px: {fault}" for fault in found]
        photograph(page, f"morning-{name}")
        page.set_viewport_size(width)


def filled_in(blank: bytes, *, mistake: bool = False) -> bytes:
    """The blank workbook as an author leaves it: a title, its last question reworded, three more.

    mistake: with a code that no choice has in a condition.
    """
    book = load_workbook(io.BytesIO(blank))
    settings, survey = book["settings"], book["survey"]
    settings["A2"], settings["B2"] = "Les besoins des lieux", "besoins_des_lieux"
    columns = {cell.value: cell.column for cell in survey[1]}
    rows = {survey.cell(row, columns["name"]).value: row for row in range(2, survey.max_row + 1)}
    survey.cell(rows["mot"], columns["label"], "Qu’est-ce qui vous manque le plus ?")
    if mistake:
        survey.cell(rows["statut_autre"], columns["relevant"], "${statut} = 'autres'")
    last = survey.max_row  # the end of the last page makes room
    more = (
        {"type": "file", "name": "piece", "label": "Un document à joindre ?", "accept": "application/pdf"},
        {
            "type": "text",
            "name": "courriel",
            "label": "À quelle adresse vous répondre ?",
            "appearance": "email",
        },
        {"type": "end_group"},
    )
    survey.cell(1, len(columns) + 1, "accept")
    columns["accept"] = len(columns) + 1
    for number, cells in enumerate(more):
        for name, column in columns.items():
            survey.cell(last + number, column, cells.get(name))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def list_of_people() -> bytes:
    """Two hundred people as a spreadsheet saves them, titled in the team's own words; two lines go wrong."""
    lines = ["Structure adhérente;Prénom;Courriel de contact;Nom de famille;Téléphone"]
    lines += [f"Café n° {n};Zoé;zoe{n}@exemple.org;Nom{n};06" for n in range(PEOPLE)]
    lines += ["Fournil;Awa;zoe0@exemple.org;Double;", "Sans adresse;Ada;;Personne;"]
    return "\r\n".join(lines).encode("cp1252")


def invitation_link(number: int) -> str:
    """The address in the mail that person ``number`` received."""
    body = OutboxMail.objects.get(recipient=f"zoe{number}@exemple.org").body
    found = _LINK.search(body)
    assert found, body
    return found[1]


def answer_as(number: int, collection: Collection) -> None:
    """Person ``number`` answers by the services, with the key of their invitation, as the pages would."""
    key = invitation_link(number).removeprefix("/questionnaires/invitation/").strip("/")
    consents = {text.pk for text in collection.consent_texts.all() if text.is_required or number % 3}
    answers = {
        "nom": f"Projet {number}",
        "statut": STATUSES[number % len(STATUSES)],
        "besoin": str(10_000 + 500 * number),
        "aides": "subvention" if number % 2 else "aucune",
    }
    opinions = {
        "banque": ("oui", "non", "nsp")[number % 3],
        "commune": "oui",
        "mot": f"Du temps, surtout ({number}).",
    }
    saved = save_section(
        Submission(
            collection=collection,
            section_key="projet",
            data=_posted(answers),
            fresh=fresh_token(collection.slug),
            invitation_key=key,
            consents=consents,
            moves_on=True,
        )
    )
    save_section(
        Submission(
            collection=collection, section_key="avis", data=_posted(opinions), key=saved.key, moves_on=True
        )
    )
    finish_response(collection=collection, key=saved.key, invitation_key=key)


def _posted(answers: dict[str, str]) -> QueryDict:
    """What a browser sends of a page whose boxes were all empty."""
    data = QueryDict(mutable=True)
    data.update(answers)
    data.setlist("shown", [f"{name}:" for name in answers])
    data["page"] = "une"
    return data
