"""The page an invitation to the team leads to: which role, what it gives, and how to accept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.accounts.codes import send_code
from milliard.accounts.enums import Role
from milliard.accounts.mail_limits import ensure_may_mail
from milliard.accounts.models import TeamInvitation, digest_of_key
from milliard.accounts.reports.powers import powers_of
from milliard.accounts.services.team import accept_invitation
from milliard.core.access import public
from milliard.core.refusals import Refused


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Read what is offered; a visitor proves the address by a code, whoever is signed in accepts."""
    invitation = TeamInvitation.objects.filter(key_digest=digest_of_key(key)).first()
    if invitation is None:
        raise Http404("No such invitation")
    refusal = ""
    if request.method == "POST":
        try:
            return _accept(request, invitation, key)
        except Refused as refused:
            refusal = refused.message
    context = {
        "invitation": invitation,
        "powers": powers_of(Role(invitation.role)),
        "refusal": refusal,
    }
    return render(request, "accounts/team_invitation.html", context, status=422 if refusal else 200)


def _accept(request: HttpRequest, invitation: TeamInvitation, key: str) -> HttpResponse:
    """The next step: a code to the invited address, or the role and then the second factor."""
    if request.user.is_authenticated:
        accept_invitation(key=key, by=actor(request))
        messages.success(request, "Bienvenue dans l’équipe\u202f! Il reste une étape.")
        return redirect("mfa_index")
    if invitation.is_waiting:
        ensure_may_mail(request, invitation.email)
        return send_code(request, invitation.email, after=reverse("accounts:team_invitation", args=[key]))
    return redirect("accounts:team_invitation", key)
