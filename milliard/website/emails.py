"""The mail of the site."""

from milliard.core.mail import MailKind
from milliard.website.models import ContactMessage

MESSAGE_RECEIVED = MailKind(
    code="website.message_received",
    label="Message reçu par le site",
    sent_when="Quand quelqu’un nous écrit depuis la page «\u00a0Nous écrire\u00a0».",
    recipient="l’équipe du mouvement, à l’adresse de contact",
    template="website/email/message_received.txt",
    subject="{{ message.get_subject_display|capfirst }}\u00a0: message de {{ message.name }}",
    example={
        "message": ContactMessage(
            name="Camille (exemple inventé)",
            email="camille@exemple.invalid",
            subject="question",
            text="Y a-t-il un lieu près de Brest\u202f?",
        ),
        "address": "https://exemple.invalid/gestion/messages/",
    },
)
MAILS = (MESSAGE_RECEIVED,)
