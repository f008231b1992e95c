"""The mailbox where what cannot be delivered returns."""

from collections.abc import Iterator

from django.conf import settings

from french import plural
from milliard.letters.carriers import envelope_sender
from milliard.letters.mail_checks.findings import Finding, broken, by_hand, works
from milliard.letters.services.bounce_mailbox import MailboxAway, is_set_up, look_into_mailbox


def check_mailbox() -> Iterator[Finding]:
    """Connected, signed in, its folder there; what is unread stays unread."""
    if settings.IS_DEMONSTRATION:
        return
    if settings.MAIL_CARRIER.startswith("anymail."):
        yield works("Le fournisseur dit lui-même ce qui revient\u00a0: aucune boîte n’est à lire.")
        return
    if not is_set_up():
        yield by_hand(
            f"Aucune boîte n’est lue (BOUNCE_IMAP_HOST)\u00a0: ce qui revient va à {envelope_sender()}, à"
            " lire par"
            " une personne.",
            "Sans elle, une adresse morte n’est jamais reconnue.",
        )
        return
    where = f"{settings.BOUNCE_IMAP_HOST}, port {settings.BOUNCE_IMAP_PORT}"
    try:
        unread = look_into_mailbox()
    except MailboxAway as away:
        yield broken(
            f"{where}\u00a0: {away.cause}.",
            "Vérifiez BOUNCE_IMAP_HOST, _PORT, _TLS, _USER, _PASSWORD et _FOLDER.",
        )
        return
    waiting = plural(unread, "message à lire", "messages à lire")
    yield works(f"{where}\u00a0: le compte et le dossier {settings.BOUNCE_IMAP_FOLDER} s’ouvrent, {waiting}.")
    if not settings.BOUNCE_IMAP_TLS:
        yield by_hand("Le mot de passe de cette boîte voyage en clair (BOUNCE_IMAP_TLS=false).")
