"""The words of the invitations and reminders of a collection: written, seen as they will arrive, kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, posted, show, status_of
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.fieldwork.staff.invitation_forms import InvitationWordsForm
from milliard.surveys import policies
from milliard.surveys.emails import write_invitation
from milliard.surveys.invitation_words import PLACEHOLDERS
from milliard.surveys.models import Collection, Invitation, InvitationWords
from milliard.surveys.services.invited_people import write_invitation_words

_NAMES = ("subject", "text", "reminder_subject", "reminder_text")


@require_http_methods(["GET", "POST"])
def invitation_words(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what the mails say; they are shown as they would arrive before anything is kept."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    words = InvitationWords.objects.filter(collection=item).first() or InvitationWords(collection=item)
    first = {name: getattr(words, name) for name in _NAMES}
    form = InvitationWordsForm(posted(request), initial=first)
    back = reverse("surveys_staff:invitations", args=[slug])
    frame: dict[str, Any] = {
        "title": "Texte des invitations",
        "crumbs": [*collection_screens.way(item), ("Invitations", back)],
        "icon": "mail",
    }
    context: dict[str, Any] = {"submit": "Enregistrer", "lead": "", "placeholders": PLACEHOLDERS.items()}
    if "see" in request.POST or request.method != "POST":
        if form.is_valid():
            first = form.cleaned_data
        seen = [] if form.errors else list(_mails(item, first))
        context |= {"form": form, "seen": seen}
        template = "fieldwork/staff/invitation_words.html"
        return show(request, template, status=status_of(form), **frame, **context)
    return form_screen(
        request,
        form,
        act=lambda: write_invitation_words(collection=item, **form.cleaned_data, by=actor(request)),
        done="Texte enregistré\u00a0: les prochains messages le disent.",
        back=back,
        template="fieldwork/staff/invitation_words.html",
        seen=[],
        **frame,
        **context,
    )


def _mails(item: Collection, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(which, subject, text) of what somebody invented would receive."""
    words = InvitationWords(collection=item, **values)
    person = Invitation(
        collection=item,
        email="camille@exemple.org",
        given_name="Camille",
        family_name="Modèle",
        organisation="Les Ateliers inventés",
    )
    for title, is_reminder in (("L’invitation", False), ("La relance", True)):
        mail = write_invitation(words, person, is_reminder=is_reminder)
        yield title, str(mail.subject), str(mail.body)
