"""Screens of the team: Wagtail's frame around ours, lists that grow, forms bound to services, panels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Func, Model, Q, QuerySet, Value
from django.db.models.lookups import Contains
from django.forms import BaseForm, SearchInput
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.module_loading import import_string
from django_filters import CharFilter, FilterSet
from wagtail.log_actions import registry

from milliard.core.declarations import our_apps
from milliard.core.refusals import Refused
from milliard.core.tables import DEFAULT_SIZE, page_of, page_urls

#: (label, address) of a screen above this one.
Crumb = tuple[str, str]
MAX_WORDS = 8
JOURNAL_LINES = 12
Result = TypeVar("Result")


def show(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: Sequence[Crumb] = (),
    icon: str = "clipboard-list",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A screen in Wagtail's frame; its template extends ``ui/staff/base.html``. crumbs: the first first."""
    items = [{"label": "Accueil", "url": reverse("wagtailadmin_home")}]
    items += [{"label": label, "url": url} for label, url in crumbs]
    frame = {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*items, {"label": title, "url": ""}],
    }
    return render(request, template, {**frame, **context}, status=status)


def listing(
    request: HttpRequest, filters: FilterSet, *, order: Sequence[str], size: int = DEFAULT_SIZE
) -> dict[str, Any]:
    """What ``ui/staff/_filters.html`` and ``_pages.html`` expect: one page of what the filters let through.

    A filter typed wrong says so beside its field and lets everything through.
    """
    page = page_of(request, filters.qs, order=order, size=size)
    asked = any(request.GET.get(name) for name in filters.form.fields)
    return {"page": page, "filters": filters.form, "is_filtered": asked, **page_urls(request, page)}


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: a post, even an empty one; None for a first visit."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile] | None]:
    """The same, with the files that came along."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def status_of(form: BaseForm) -> int:
    """422 for a form that came back with errors."""
    return 422 if form.is_bound and form.errors else 200


def attempt(form: BaseForm, act: Callable[[], Result]) -> Result | None:
    """Return what ``act`` returns; or None, and the form says why the service refused."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        _add(form, error)
    return None


def _add(form: BaseForm, error: ValidationError) -> None:
    """Each message beside its field; above the form when the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, messages in error.message_dict.items():
        place = name if name in form.fields and name != NON_FIELD_ERRORS else None
        for message in messages:
            form.add_error(place, message)


def journal_of(obj: Model, *, without: Sequence[str] = ()) -> list[tuple[Any, str, str]]:
    """The last journal lines about ``obj``: (when, what, who).

    without: codes written by the hundred, which would hide the others. The journal of the site has them.
    """
    found = registry.get_logs_for_instance(obj).exclude(action__in=without).select_related("user")
    lines = found.order_by("-timestamp")[:JOURNAL_LINES]
    return [
        (line.timestamp, registry.get_action_label(line.action), str(line.user or "la plateforme"))
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class StaffPanel:
    """What a higher app adds to the screen of an object: acts among its buttons, then a part of the page."""

    title: str
    template: str
    context: Mapping[str, Any]
    acts: Sequence[Crumb] = field(default=())


def panels_of(screen: str, request: HttpRequest, obj: Model) -> list[StaffPanel]:
    """The panels that apps declare for ``screen`` («surveys.collection»), lowest app first."""
    makers = (config.staff_panels.get(screen) for config in our_apps())
    found = (import_string(maker)(request, obj) for maker in makers if maker)
    return [panel for panel in found if panel is not None]


class SearchFilter(CharFilter):  # type: ignore[misc]
    """Rows that contain every typed word in one of ``columns``, whatever the accents and capitals."""

    def __init__(self, *columns: str, **options: Any) -> None:
        self.columns = columns
        super().__init__(**{"label": "Chercher", "max_length": 200, "widget": SearchInput, **options})

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        for word in (value or "").split()[:MAX_WORDS]:
            found = Q()
            for column in self.columns:
                found |= Q(Contains(_plain(F(column)), _plain(Value(word))))
            qs = qs.filter(found)
        return qs


def _plain(text: F | Value) -> Func:
    return Func(text, function="milliard_plain")
