"""The mails of this app that are no letters."""

from milliard.core.mail import MailKind

CONFIRM_SUBSCRIPTION = MailKind(
    code="letters.confirm_subscription",
    label="Confirmer que l’on veut les nouvelles",
    sent_when="Quand une personne s’abonne avec une adresse qui n’a pas encore été vérifiée.",
    recipient="cette adresse",
    template="letters/email/confirm_subscription.txt",
    subject="Voulez-vous recevoir nos nouvelles\u00a0?",
    example={
        "url": "https://exemple.invalid/lettres/confirmer/lien-invente/",
        "given_name": "Camille",
    },
)
MAILS = (CONFIRM_SUBSCRIPTION,)
