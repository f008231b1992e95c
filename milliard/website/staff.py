"""The team's screens of the messages people write from the site."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from milliard.core.access import authorize
from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.acts import act_screen
from milliard.ui.component_records import Column
from milliard.website.models import ContactMessage
from milliard.website.policies import can_read_messages
from milliard.website.services.contact import delete_message, handle_message, reopen_message


def _may_read(person: Any, message: ContactMessage) -> bool:
    return can_read_messages(person)


def _state(message: ContactMessage) -> str:
    return "traité" if message.is_handled else "à traiter"


def _answer(request: HttpRequest, message: ContactMessage) -> dict[str, str]:
    """The address that opens an answer in one's own mail program, the message quoted below."""
    said = "\n".join(f"> {line}" for line in message.text.splitlines())
    words = {
        "subject": f"Re: {message.get_subject_display()}",
        "body": f"Bonjour {message.name},\n\n\n\n{said}",
    }
    return {"answer_url": f"mailto:{quote(message.email)}?{urlencode(words, quote_via=quote)}"}


message_screens = StaffViewSet(
    model=ContactMessage,
    title="Messages",
    one="message",
    name="messages",
    policy=can_read_messages,
    key="<uuid:public_id>",
    order=["-created_at"],
    search=["name", "email", "text"],
    columns=[
        Column("Reçu", "created_at", "moment"),
        Column("De", "name", note="email"),
        Column("Sujet", "get_subject_display"),
        Column("État", _state),
    ],
    facts=[
        Column("De", "name"),
        Column("Adresse e-mail", "email"),
        Column("Sujet", "get_subject_display"),
        Column("Reçu", "created_at", "moment"),
        Column("État", _state),
        Column("Message", "text", "linebreaksbr"),
    ],
    template="website/staff/message.html",
    context=_answer,
    empty="Personne n’a encore écrit depuis le site.",
    acts=[
        Act(
            "handle",
            "traiter",
            "Dire que c’est traité",
            effects=["L’équipe voit que quelqu’un a répondu.", "Rien n’est envoyé à la personne."],
            done="Message traité.",
            service=handle_message,
            policy=_may_read,
            is_offered=lambda message: not message.is_handled,
        ),
        Act(
            "reopen",
            "rouvrir",
            "Remettre à traiter",
            effects=["L’équipe voit qu’il faut encore répondre."],
            done="Message à traiter.",
            service=reopen_message,
            policy=_may_read,
            is_offered=lambda message: message.is_handled,
        ),
    ],
    icon="mail",
    menu_order=360,
)
_DELETE = Act(
    "delete",
    "supprimer",
    "Supprimer ce message",
    effects=[
        "Le message, le nom et l’adresse de la personne sont effacés tout de suite.",
        "Le journal garde qu’un message a été supprimé, sans rien de ce qu’il disait.",
    ],
    done="Message supprimé.",
    service=delete_message,
    policy=_may_read,
)


@require_http_methods(["GET", "POST"])
def delete_message_screen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a message, then go back to the list."""
    authorize(request.user, can_read_messages)
    message = ContactMessage.objects.filter(public_id=public_id).first()
    if message is None:  # two people of the team, or a double click
        messages.info(request, "Ce message est déjà supprimé.")
        return redirect(message_screens.menu_url)
    return act_screen(
        request,
        _DELETE,
        message,
        values={"message": message},
        crumbs=message_screens.way(message),
        back=message_screens.menu_url,
        cancel=message_screens.url_of(message),
        icon="mail",
    )
