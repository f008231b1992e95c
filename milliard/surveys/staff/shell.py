"""What every screen of the team is made of: frame, way back, journal, refusals beside the form."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from wagtail.log_actions import registry

from milliard.core import staff
from milliard.core.staff import Crumb
from milliard.members.models import User
from milliard.surveys.datasets.errors import DatasetError
from milliard.surveys.errors import Refused

Result = TypeVar("Result")
JOURNAL_LINES = 12
#: Written by the hundred, one a batch: they would hide the others. The journal of the site has them.
_ONE_OF_MANY = ("surveys.responses.moved", "surveys.paper.entered")


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
    """:func:`milliard.core.staff.show` with a template of this app."""
    name = f"surveys/staff/{template}"
    return staff.show(request, name, title=title, crumbs=crumbs, icon=icon, status=status, **context)


def attempt(form: BaseForm, act: Callable[[], Result]) -> Result | None:
    """What ``act`` returns; or None, and the form says why the service refused."""
    try:
        return act()
    except (Refused, DatasetError) as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        _add(form, error)
    return None


def actor(request: HttpRequest) -> User:
    """Who acts. Visitors never get here; were one to, they would be refused."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: a post, even an empty one; None for a first visit."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile] | None]:
    """The same, with the files that came along."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def status_of(form: BaseForm) -> int:
    """422 for a form that came back with errors."""
    return 422 if form.is_bound and form.errors else 200


def journal_of(obj: Model) -> list[tuple[Any, str, str]]:
    """The last journal lines about ``obj``: (when, what, who)."""
    found = registry.get_logs_for_instance(obj).exclude(action__in=_ONE_OF_MANY).select_related("user")
    lines = found.order_by("-timestamp")[:JOURNAL_LINES]
    return [
        (line.timestamp, registry.get_action_label(line.action), str(line.user or "la plateforme"))
        for line in lines
    ]


def _add(form: BaseForm, error: ValidationError) -> None:
    """Each message beside its field; above the form when the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, messages in error.message_dict.items():
        field = name if name in form.fields and name != NON_FIELD_ERRORS else None
        for message in messages:
            form.add_error(field, message)
