"""Screens of the staff space: every mail the site writes, and what each looks like."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from milliard.accounts.policies import can_see_mails
from milliard.core.access import authorize
from milliard.core.declarations import our_apps
from milliard.core.mail import MailKind, mail_kinds, write_mail
from milliard.core.staff import show
from milliard.ui.component_records import Column

_TITLE = "E-mails types"


def _url(kind: MailKind) -> str:
    return reverse("accounts_staff:mail", args=[kind.code])


_COLUMNS = [
    Column("E-mail", "label", url=_url),
    Column("Quand il part", "sent_when"),
    Column("Pour qui", "recipient", "capfirst"),
]


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail by app, with when it is sent and to whom."""
    authorize(request.user, can_see_mails)
    apps = [(config.verbose_name, import_string(config.mails)) for config in our_apps() if config.mails]
    return show(request, "accounts/mails.html", title=_TITLE, icon="mail", columns=_COLUMNS, apps=apps)


@require_safe
def mail(request: HttpRequest, code: str) -> HttpResponse:
    """One mail, filled with its invented example."""
    authorize(request.user, can_see_mails)
    kind = next((kind for kind in mail_kinds() if kind.code == code), None)
    if kind is None:
        raise Http404
    message = write_mail(kind, to="", context=kind.example)
    return show(
        request,
        "accounts/mail.html",
        title=kind.label,
        crumbs=[(_TITLE, reverse("accounts_staff:mails"))],
        icon="mail",
        kind=kind,
        message=message,
    )
