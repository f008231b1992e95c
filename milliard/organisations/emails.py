"""The mails of this app."""

from milliard.core.mail import MailKind
from milliard.organisations.models import Organisation

_EXAMPLE = {
    "organisation": Organisation(name="Ferme inventée des Trois-Chênes"),
    "url": "https://exemple.invalid/organisations/exemple/",
}
CLAIM_CODE = MailKind(
    code="organisations.claim_code",
    label="Code pour une fiche",
    sent_when="Quand une personne dit qu’une organisation de l’annuaire est la sienne.",
    recipient="l’adresse que cette personne a donnée",
    template="organisations/email/claim_code.txt",
    subject="Votre code\u00a0: {{ code }}",
    example={**_EXAMPLE, "code": "123456"},
)
CLAIM_ACCEPTED = MailKind(
    code="organisations.claim_accepted",
    label="Fiche confiée",
    sent_when="Quand l’équipe confie une fiche de l’annuaire à une personne de l’organisation.",
    recipient="la personne qui l’a demandée",
    template="organisations/email/claim_accepted.txt",
    subject="La fiche de {{ organisation }} est à vous",
    example=_EXAMPLE,
)
CLAIM_REFUSED = MailKind(
    code="organisations.claim_refused",
    label="Fiche non confiée",
    sent_when="Quand l’équipe ne peut pas confier une fiche de l’annuaire à qui l’a demandée.",
    recipient="la personne qui l’a demandée",
    template="organisations/email/claim_refused.txt",
    subject="La fiche de {{ organisation }} dans notre annuaire",
    example=_EXAMPLE,
)
MAILS = (CLAIM_CODE, CLAIM_ACCEPTED, CLAIM_REFUSED)
