"""What works of the mail, said plainly by `manage.py check_mail` to whoever installs the site.

Asks the mail server and the bounce mailbox of the settings, and nobody else: DNS records are named, for a
person to look at. Writes nothing; the one message it sends is a trial, to an address given by hand.
"""

from collections.abc import Callable, Iterator

from milliard.letters.mail_checks.domains import check_domains
from milliard.letters.mail_checks.findings import Finding, MailVerdict
from milliard.letters.mail_checks.mailbox import check_mailbox
from milliard.letters.mail_checks.pages import check_pages
from milliard.letters.mail_checks.sending import check_sending
from milliard.letters.mail_checks.server import check_server
from milliard.letters.mail_checks.trial import check_message, send_trial

__all__ = ["CHECKS", "Finding", "MailVerdict", "send_trial"]

#: Title -> what looks, in the order a message travels.
CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Le serveur de courrier": check_server,
    "Le nom de domaine": check_domains,
    "Les liens des lettres": check_pages,
    "Le message": check_message,
    "La boîte de retours": check_mailbox,
    "La file et les minuteurs": check_sending,
}
