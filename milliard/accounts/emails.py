"""The mails of accounts: our proof code, and those allauth asks for by the beginning of a template's name."""

from datetime import UTC, datetime

from milliard.core.mail import MailKind

_OWNER = "la personne qui a le compte"
_TYPED = "l’adresse tapée"
_LINK = "https://exemple.invalid/lien-invente/"
_ADDRESS = "camille@exemple.invalid"


def _allauth(
    prefix: str, label: str, sent_when: str, subject: str, *, to: str = _OWNER, **example: str
) -> MailKind:
    name = prefix.rpartition("/")[2]
    template = f"{prefix}_message.txt"
    return MailKind(f"accounts.{name}", label, sent_when, to, template, subject, example)


PROOF_CODE = MailKind(
    code="accounts.proof_code",
    label="Code «\u00a0C’est bien vous\u202f?\u00a0»",
    sent_when="Quand une personne sans mot de passe ni double vérification touche à ce qui ouvre son compte.",
    recipient=_OWNER,
    template="accounts/email/proof_code.txt",
    subject="Votre code de confirmation",
    example={"code": "000000"},
)
COLLEAGUE_INVITED = MailKind(
    code="accounts.colleague_invited",
    label="Invitation dans l’équipe",
    sent_when="Quand une personne qui administre le site invite quelqu’un dans l’équipe.",
    recipient="la personne invitée",
    template="accounts/email/colleague_invited.txt",
    subject="{{ by }} vous invite dans l’équipe du mouvement",
    example={
        "by": "Alix (invitée)",
        "role": "analyste",
        "powers": ["lire les jeux de données et leurs dictionnaires", "écrire et publier des études"],
        "until": datetime(2030, 6, 1, 16, tzinfo=UTC),
        "url": _LINK,
    },
)
_ALLAUTH = (
    _allauth(
        "account/email/login_code",
        "Code pour se connecter",
        "Quand quelqu’un demande à se connecter, avec une adresse qui a un compte.",
        "Votre code\u00a0: {{ code }}",
        code="000000",
    ),
    _allauth(
        "account/email/unknown_account",
        "Pas de compte à cette adresse",
        "Quand quelqu’un demande à se connecter, avec une adresse sans compte.",
        "Pas encore de compte avec cette adresse",
        to=_TYPED,
        email=_ADDRESS,
        signup_url=_LINK,
    ),
    _allauth(
        "account/email/email_confirmation_signup",
        "Code de bienvenue",
        "Quand quelqu’un crée un compte.",
        "Bienvenue\u202f! Votre code\u00a0: {{ code }}",
        to=_TYPED,
        code="000000",
    ),
    _allauth(
        "account/email/account_already_exists",
        "Compte déjà créé",
        "Quand quelqu’un crée un compte avec une adresse qui en a déjà un.",
        "Vous avez déjà un compte",
        email=_ADDRESS,
    ),
    _allauth(
        "account/email/email_confirmation",
        "Code pour confirmer une adresse",
        "Quand une personne donne une nouvelle adresse à son compte.",
        "Votre code de confirmation\u00a0: {{ code }}",
        to="la nouvelle adresse",
        code="000000",
    ),
    _allauth(
        "account/email/email_changed",
        "Adresse changée",
        "Quand la nouvelle adresse d’un compte est confirmée.",
        "L’adresse de votre compte est changée",
        to="l’ancienne adresse",
        from_email="ancienne@exemple.invalid",
        to_email=_ADDRESS,
    ),
    _allauth(
        "account/email/email_deleted",
        "Adresse retirée",
        "Quand une adresse est retirée d’un compte.",
        "Une adresse est retirée de votre compte",
        deleted_email="ancienne@exemple.invalid",
    ),
    _allauth(
        "account/email/password_set",
        "Mot de passe choisi",
        "Quand une personne donne un premier mot de passe à son compte.",
        "Votre compte a un mot de passe",
    ),
    _allauth(
        "account/email/password_changed",
        "Mot de passe changé",
        "Quand une personne change son mot de passe.",
        "Votre mot de passe est changé",
    ),
    _allauth(
        "account/email/password_reset_key",
        "Lien pour un nouveau mot de passe",
        "Quand quelqu’un dit avoir oublié le mot de passe d’un compte.",
        "Choisir un nouveau mot de passe",
        password_reset_url=_LINK,
    ),
    _allauth(
        "account/email/password_reset",
        "Mot de passe remplacé",
        "Quand un nouveau mot de passe est choisi par le lien reçu.",
        "Votre mot de passe est remplacé",
    ),
    _allauth(
        "mfa/email/totp_activated",
        "Application reliée",
        "Quand une application d’authentification est reliée à un compte.",
        "Une application est reliée à votre compte",
    ),
    _allauth(
        "mfa/email/totp_deactivated",
        "Application retirée",
        "Quand l’application d’authentification d’un compte est retirée.",
        "L’application est retirée de votre compte",
    ),
    _allauth(
        "mfa/email/webauthn_added",
        "Clé d’accès ajoutée",
        "Quand une clé d’accès est ajoutée à un compte.",
        "Une clé d’accès de plus",
    ),
    _allauth(
        "mfa/email/webauthn_removed",
        "Clé d’accès retirée",
        "Quand une clé d’accès est retirée d’un compte.",
        "Une clé d’accès de moins",
    ),
    _allauth(
        "mfa/email/recovery_codes_generated",
        "Codes de secours créés",
        "Quand de nouveaux codes de secours sont créés pour un compte.",
        "De nouveaux codes de secours",
    ),
)
MAILS = (PROOF_CODE, COLLEAGUE_INVITED, *_ALLAUTH)
#: Beginning of allauth's template name -> the mail.
OF_ALLAUTH = {kind.template.removesuffix("_message.txt"): kind for kind in _ALLAUTH}
#: Those sent to an address anybody may type: counted by `milliard.accounts.mail_limits`. The others tell a
#: person what was done to their own account, by whoever had opened it.
TO_WHOM_ANYBODY_TYPES = frozenset(
    f"account/email/{name}"
    for name in (
        "login_code",
        "unknown_account",
        "email_confirmation_signup",
        "account_already_exists",
        "email_confirmation",
        "password_reset_key",
    )
)
