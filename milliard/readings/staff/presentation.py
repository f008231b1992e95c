"""What several of the screens show alike."""

from typing import Any

from django.urls import reverse

from milliard.accounts.policies import Person
from milliard.core.staff import Crumb
from milliard.fieldwork.staff.collections import collection_screens
from milliard.readings import policies
from milliard.surveys.models import Collection, Response
from milliard.ui.templatetags.ui.filters import date_longue


def number_of(response: Response) -> str:
    """As on the receipt."""
    return str(response.public_id)[:8]


def way(item: Collection) -> list[Crumb]:
    """The way back from a screen of readings to its collection's responses."""
    return [
        *collection_screens.way(item),
        ("Réponses", reverse("readings_staff:responses", args=[item.slug])),
    ]


def tabs(person: Person, item: Collection, here: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is here) of the four screens, those this person may see."""
    known: list[tuple[str, str, bool]] = [
        ("Réponses", "responses", policies.can_read(person, item)),
        ("Textes", "texts", policies.can_read(person, item)),
        ("Fichiers", "files", policies.can_read_files(person, item)),
        ("Contacts", "contacts", policies.can_read_contacts(person, item)),
    ]
    return [
        (label, reverse(f"readings_staff:{name}", args=[item.slug]), name == here)
        for label, name, may in known
        if may
    ]


def sent_words(row: Any) -> str:
    """«le 3 mars 2027», or that it is not sent."""
    if row.completed_at is None:
        return "pas envoyée"
    words = f"le {date_longue(row.completed_at)}"
    return f"{words}, sans tout voir" if row.unseen_sections else words
