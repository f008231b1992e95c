"""Pages of the foundation: the demonstration's mails and the failure of a form's token."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from milliard.core.access import public
from milliard.core.models import OutboxMail


@public
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """The last mails of the demonstration. Does not exist on a real installation."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    return render(request, "core/outbox.html", {"mails": OutboxMail.objects.all()[:50], "simulated": True})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say kindly that the page was too old, and that nothing was lost."""
    return render(request, "403_csrf.html", status=403)
