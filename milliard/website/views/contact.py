"""Where people write to the movement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milliard.core.access import public
from milliard.core.rate_limit import client_network
from milliard.core.staff.forms import attempt, status_of
from milliard.website.contact import MessageForm, new_stamp
from milliard.website.services.contact import receive_message


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A form to write to us; what is typed stays whatever is wrong, one form sends one message."""
    if request.method == "POST":
        form = MessageForm(request.POST)
        if form.is_valid():
            sender = client_network(request)
            attempt(form, lambda: receive_message(**form.cleaned_data, sender=sender, by=request.user))
            if not form.errors:
                return redirect("website:contact_sent")
    else:
        form = MessageForm(initial={"stamp": new_stamp(), **_known(request)})
    return render(request, "website/contact.html", {"form": form}, status=status_of(form))


def _known(request: HttpRequest) -> dict[str, str]:
    """What somebody signed in need not type."""
    user = request.user
    return {"name": user.display_name, "email": user.email} if user.is_authenticated else {}


@public
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    """The message has left: what happens now."""
    return render(request, "website/contact_sent.html")
