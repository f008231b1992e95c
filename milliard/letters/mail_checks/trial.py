"""A letter to nobody in particular: what its headers are, and the one message that is really sent."""

from collections.abc import Iterator

from django.core.mail.message import EmailMultiAlternatives

from milliard.core.mail import is_mail_allowed
from milliard.core.refusals import Refused
from milliard.letters.carriers import RecipientRefused, ServerLost, open_carrier
from milliard.letters.enums import Lane
from milliard.letters.mail_checks.findings import Finding, broken, works
from milliard.letters.models import Letter
from milliard.letters.writing import for_person, write_letter
from milliard.members.models import Member

_SOURCE = """Bonjour {prénom},

Cette lettre d’essai est partie de la commande check_mail, par le même chemin que les autres.

## À regarder dans votre boîte

- elle n’est pas dans les indésirables\u00a0;
- votre messagerie offre de se désabonner\u00a0;
- l’en-tête Authentication-Results dit spf=pass, dkim=pass et dmarc=pass.
"""


class AddressNotAllowed(Refused):
    """The trial goes where every message may go, and nowhere else."""

    message = "MAIL_ALLOWED ne permet pas d’écrire à cette adresse."


def trial_message(to: str) -> EmailMultiAlternatives:
    """A letter of news written as all are, to somebody invented."""
    letter = Letter(subject="Une lettre d’essai", source=_SOURCE, lane=Lane.NEWS)
    somebody = Member(pk=0, given_name="Camille", family_name="Exemple")
    return for_person(write_letter(letter), somebody, to=to, is_test=True)


def check_message() -> Iterator[Finding]:
    """The headers by which a mail program lets people stop in one press (RFC 8058)."""
    message = trial_message("personne@exemple.invalid").message()
    link, how = message.get("List-Unsubscribe", ""), message.get("List-Unsubscribe-Post", "")
    if how != "List-Unsubscribe=One-Click" or not str(link).startswith("<http"):
        yield broken("Les lettres ne portent pas l’en-tête du désabonnement d’un appui.")
        return
    yield works("Les nouvelles portent l’en-tête du désabonnement d’un appui, texte et HTML.")


def send_trial(to: str) -> Iterator[Finding]:
    """Send it, by the way letters take. Raises `AddressNotAllowed`."""
    if not is_mail_allowed(to):
        raise AddressNotAllowed
    try:
        carrier = open_carrier()
        try:
            reply = carrier.send(trial_message(to), before_end=lambda: None)
        finally:
            carrier.close()
    except RecipientRefused as refused:
        yield broken(f"Le serveur refuse la lettre d’essai\u00a0: {refused.reply}")
    except ServerLost as lost:
        yield broken(f"La lettre d’essai n’est pas partie\u00a0: le serveur ne l’a pas prise ({lost}).")
    else:
        yield works(f"La lettre d’essai est partie vers {to}\u00a0: {reply}")
