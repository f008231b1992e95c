"""Contacts of those who agreed, use by use."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from french import format_date
from milliard.accounts.actor import actor
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.staff import show
from milliard.core.tables import page_of, page_urls
from milliard.fieldwork.staff.collections import get_collection
from milliard.readings import policies
from milliard.readings.forms import ContactExportForm
from milliard.readings.reports import contacts as reports
from milliard.readings.reports.free_texts import too_few_to_read
from milliard.readings.services.openings import record_contacts_export, record_contacts_read
from milliard.readings.staff.presentation import tabs, way
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection
from milliard.ui.component_records import Column


@require_safe
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """The uses people agreed to, and how many agree to each."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read_contacts, item)
    is_closed = too_few_to_read(item)
    columns = [
        Column(
            "Usage accepté",
            lambda row: row.purpose.label,
            url=lambda row: _url("purpose_contacts", item, row.purpose),
        ),
        Column("Personnes d’accord", "count", "entier"),
    ]
    return show(
        request,
        "readings/staff/contacts.html",
        title="Contacts",
        crumbs=way(item),
        collection=item,
        tabs=tabs(request.user, item, "contacts"),
        is_closed=is_closed,
        agreed=[] if is_closed else reports.agreed_counts(item),
        unused_consents=reports.unused_consents(item),
        columns=columns,
    )


@require_safe
def purpose_contacts(request: HttpRequest, slug: str, purpose: str) -> HttpResponse:
    """Those who agree to one use now; reading them is journaled."""
    item, wanted = _asked(request, slug, purpose)
    return _contacts_page(request, item, wanted, ContactExportForm())


@require_http_methods(["POST"])
def contacts_export(request: HttpRequest, slug: str, purpose: str) -> HttpResponseBase:
    """The same as a CSV file, once the reason is typed."""
    item, wanted = _asked(request, slug, purpose)
    form = ContactExportForm(request.POST)
    if not form.is_valid():
        return _contacts_page(request, item, wanted, form)
    rows = list(_rows(item, wanted))
    reason = form.cleaned_data["reason"]
    record_contacts_export(
        collection=item, purpose=wanted.value, count=len(rows), reason=reason, by=actor(request)
    )
    about = exports.About(
        title=f"Contacts, {wanted.label}\u00a0: {item.title}",
        is_simulated=item.is_simulated,
        notes=(
            ("Base", f"personnes d’accord pour «\u00a0{wanted.label}\u00a0» au moment du relevé"),
            ("Relevé le", format_date(timezone.localdate())),
            (
                "À savoir",
                "Un accord se retire\u00a0: relevez à nouveau avant chaque usage, puis détruisez ce fichier.",
            ),
        ),
    )
    names = [column.question.label for column in reports.contact_columns(item)]
    first = [] if item.is_anonymous else ["reponse"]
    return exports.respond(
        exports.Table([*first, *names], rows, about), format="csv", name=f"{slug}-contacts"
    )


def _contacts_page(
    request: HttpRequest, item: Collection, purpose: Purpose, form: ContactExportForm
) -> HttpResponse:
    record_contacts_read(collection=item, purpose=purpose.value, by=actor(request))
    order = ["public_id"] if item.is_anonymous else ["-pk"]
    found = reports.who_agreed(item, purpose).only(*reports.FIELDS)
    page = page_of(request, found, order=order)
    rows = reports.contacts_of(item, page.rows)
    return show(
        request,
        "readings/staff/purpose_contacts.html",
        title=f"Contacts\u00a0: {purpose.label}",
        crumbs=[*way(item), ("Contacts", _url("contacts", item))],
        status=422 if form.errors else 200,
        collection=item,
        purpose=purpose,
        page=page,
        rows=rows,
        columns=_columns(item),
        form=form,
        export_url=_url("contacts_export", item, purpose),
        **page_urls(request, page),
    )


def _columns(item: Collection) -> list[Column]:
    first = (
        [] if item.is_anonymous else [Column("Réponse", "number", url=lambda row: _response_url(item, row))]
    )
    answered = [
        Column(column.question.label, partial(_value, place))
        for place, column in enumerate(reports.contact_columns(item))
    ]
    return [*first, *answered, Column("À savoir", _note)]


def _value(place: int, row: reports.Contact) -> str:
    return row.values[place]


def _note(row: reports.Contact) -> str:
    if row.is_unwanted:
        return "ne veut plus d’e-mail\u00a0: absent·e du fichier"
    if not any(row.values):
        return "n’a laissé aucun contact"
    return "" if row.has_address else "pas d’adresse e-mail"


def _response_url(item: Collection, row: reports.Contact) -> str:
    return reverse("readings_staff:response", args=[item.slug, row.public_id])


def _rows(item: Collection, purpose: Purpose) -> Iterator[tuple[Any, ...]]:
    for contact in reports.every_contact(item, purpose):
        yield (*contact.values,) if item.is_anonymous else (contact.number, *contact.values)


def _url(name: str, item: Collection, *more: str) -> str:
    return reverse(f"readings_staff:{name}", args=[item.slug, *more])


def _asked(request: HttpRequest, slug: str, purpose: str) -> tuple[Collection, Purpose]:
    item = get_collection(slug)
    authorize(request.user, policies.can_read_contacts, item)
    known = {one.purpose for one in reports.agreed_counts(item)}
    if purpose not in known or too_few_to_read(item):
        raise Http404
    return item, Purpose(purpose)
