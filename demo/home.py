"""The home page of the demonstration: invented amounts on the way to the billion, and the study to open."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from demo.waves import FIVE_QUESTIONS, NEW_WAVE, Wave
from milliard.website.enums import AmountStatus
from milliard.website.models import HomePage, StudyPage

AMOUNTS_ON = date(2026, 10, 31)


def ensure_home(study: StudyPage) -> HomePage:
    """Publish the amounts and the study on the front page, unless they are there."""
    page: HomePage = HomePage.objects.get()
    wanted: dict[str, Any] = {
        "intended_cents": 18_740_000_000,
        "committed_cents": 6_420_000_000,
        "disbursed_cents": 2_310_000_000,
        "organisations_financed": 112,
        "amounts_on": AMOUNTS_ON,
        "amounts_source": "Montants inventés pour la démonstration",
        "amounts_source_url": f"{settings.SITE_URL}/mentions-legales/",
        "amounts_status": AmountStatus.SIMULATED.value,
        "featured_study_id": study.pk,
        "actions": [
            ("action", {"label": "Répondre pour mon organisation", "url": _address_of(NEW_WAVE)}),
            ("action", {"label": "Répondre comme citoyen·ne", "url": _address_of(FIVE_QUESTIONS)}),
            ("action", {"label": "Adhérer", "url": reverse("members:welcome")}),
            ("action", {"label": "Lire l’étude", "page": study}),
        ],
    }
    if page.intended_cents is not None and page.featured_study_id is not None:
        return page  # edited since, or set by an earlier run: left as it is
    for name, value in wanted.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _address_of(wave: Wave) -> str:
    return reverse("surveys:landing", args=[wave.slug])
