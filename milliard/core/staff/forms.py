"""Forms bound to services: the form reads, the service writes, a refusal is shown in one place."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict

from milliard.core.refusals import Refused
from milliard.core.staff.screens import Crumb, show

Result = TypeVar("Result")


def form_screen(
    request: HttpRequest,
    form: BaseForm,
    *,
    act: Callable[[], Result],
    done: str | Callable[[Result], str],
    back: str | Callable[[Result], str],
    title: str,
    crumbs: Sequence[Crumb],
    template: str = "core/staff/form.html",
    submit: str = "Enregistrer",
    **context: Any,
) -> HttpResponse:
    """Show a form; once it is right, act, say what was done, go ``back``.

    What is wrong, in the form or to the service, is shown on the page: status 422, nothing typed is lost.
    ``done`` and ``back`` may depend on what ``act`` returned.
    """
    if form.is_valid():
        result: Any = attempt(form, act)
        if not form.errors:
            messages.success(request, done(result) if callable(done) else done)
            return redirect(back(result) if callable(back) else back)
    values = {"lead": "", "form": form, "submit": submit, **context}
    return show(request, template, title=title, crumbs=crumbs, status=status_of(form), **values)


def press(
    request: HttpRequest,
    act: Callable[[], Result],
    *,
    done: str | Callable[[Result], str],
    back: str,
    refused_to: str = "",
) -> HttpResponse:
    """Act at the press of a lone button, then go ``back`` to a page that shows what was done.

    A refusal is shown on the page ``refused_to``, the same by default.
    """
    try:
        result = act()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(refused_to or back)
    messages.success(request, done(result) if callable(done) else done)
    return redirect(back)


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
    for name, messages_ in error.message_dict.items():
        place = name if name in form.fields and name != NON_FIELD_ERRORS else None
        for message in messages_:
            form.add_error(place, message)
