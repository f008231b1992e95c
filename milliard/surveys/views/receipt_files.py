"""The receipt to keep: the same as the page, as a PDF. Made when asked for, kept nowhere."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import french
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.surveys.services.consents import decisions_of
from milliard.surveys.views.review import ReadSection, read_again
from milliard.surveys.views.visits import Visit, with_response
from milliard.ui.documents import compile_pdf

TEMPLATE = Path(__file__).parent.parent / "pdf" / "receipt.typ"
#: A PDF takes a tenth of a second of a processor.
_LIMIT = Limit("surveys.receipts", hits=60)


@public
@never_cache
@require_safe
@limited(_LIMIT)
@with_response
def receipt_pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Number, date, consents and answers, on paper."""
    if not visit.is_complete:
        return redirect("surveys:review", visit.collection.slug)
    data = receipt_data(visit, read_again(visit, with_hidden=False))
    content = compile_pdf(TEMPLATE, data, at=visit.response.completed_at or timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    name = f"recu-{visit.collection.slug}-{data['short']}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def receipt_data(visit: Visit, sections: Iterable[ReadSection]) -> dict[str, Any]:
    """Everything the template places, as JSON."""
    collection, response = visit.collection, visit.response
    number = str(response.public_id)
    facts = (
        ("Numéro", number[:8]),
        ("Numéro entier", number),
        ("Reçue", received_on(visit)),
        ("Mené par", collection.run_by),
    )
    # Whoever answers a part neither gave nor sees the consents of whoever began.
    decisions = () if visit.is_contributor else decisions_of(response).values()
    return {
        "title": french.typeset(f"Reçu de ma réponse\u00a0: {collection.title}"),
        "collection": french.typeset(collection.title),
        "received": "Gardez ce reçu\u00a0: son numéro sert si vous nous écrivez pour corriger ou effacer "
        "votre réponse.",
        "short": number[:8],
        "copied": f"copie du {french.format_date(timezone.localdate())}",
        "contact": collection.contact_email or settings.CONTACT_EMAIL,
        "simulated": collection.is_simulated,
        "facts": [{"label": label, "text": french.typeset(text)} for label, text in facts],
        "consents": [
            {"decision": "Oui." if row.is_given else "Non.", "text": french.typeset(row.text.text)}
            for row in decisions
        ],
        "sections": [
            {
                "title": french.typeset(section.title),
                "lines": [
                    {"label": french.typeset(line.label), "answer": line.answer, "note": line.note}
                    for line in section.lines
                ],
            }
            for section in sections
            if section.lines
        ],
    }


def received_on(visit: Visit) -> str:
    """When it was finished; an anonymous collection knows the day only."""
    if visit.response.completed_at is None:
        return ""
    at = timezone.localtime(visit.response.completed_at)
    hour = "" if visit.collection.is_anonymous else f" à {french.format_time(at)}"
    return f"le {french.format_date(at.date())}{hour}"
