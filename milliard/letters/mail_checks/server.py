"""The way out: the SMTP server of the settings, step by step, or a provider of django-anymail."""

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.utils.module_loading import import_string

from french import plural
from milliard.letters.carriers import envelope_sender
from milliard.letters.mail_checks.findings import Finding, broken, by_hand, reason, works

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_FAULTS = (OSError, smtplib.SMTPException)


def check_server() -> Iterator[Finding]:
    """Whether messages can leave, and to whom."""
    if settings.IS_DEMONSTRATION:
        yield works("C’est une démonstration\u00a0: rien ne part, tout se lit à la page /courriels/.")
        return
    if settings.MAIL_CARRIER == _SMTP:
        yield from _check_smtp()
    else:
        yield _check_provider()
    yield _allowed()


def _check_smtp() -> Iterator[Finding]:
    """Connected, encrypted, signed in, its sender accepted; nothing is sent."""
    where = f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}"
    try:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
    except _FAULTS as error:
        yield broken(
            f"{where}\u00a0: personne ne répond ({reason(error)}).",
            "Vérifiez EMAIL_HOST et EMAIL_PORT. Beaucoup d’hébergeurs ferment le port 25\u00a0: essayez 587"
            " avec"
            " EMAIL_USE_TLS=true.",
        )
        return
    yield works(f"{where}\u00a0: le serveur répond.")
    try:
        for step in (_encrypt, _sign_in, _say_sender):
            yield step(smtp)
    except _StepFailed as failed:
        yield failed.finding
    finally:
        with suppress(*_FAULTS):
            smtp.quit()


class _StepFailed(Exception):
    """The steps after this one cannot be tried."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.words)
        self.finding = finding


def _encrypt(smtp: smtplib.SMTP) -> Finding:
    if not settings.EMAIL_USE_TLS:
        if _is_this_machine(settings.EMAIL_HOST):
            return works("Le serveur est sur cette machine\u00a0: le chemin n’a pas besoin d’être chiffré.")
        return by_hand(
            "Les lettres voyagent en clair jusqu’au serveur.",
            "Mettez EMAIL_USE_TLS=true, sauf si ce réseau n’est qu’à vous.",
        )
    try:
        smtp.starttls(context=ssl.create_default_context())
    except _FAULTS as error:
        raise _StepFailed(
            broken(
                f"Le chemin ne se chiffre pas ({reason(error)}).",
                "Le serveur doit offrir STARTTLS, avec un certificat au nom d’EMAIL_HOST.",
            )
        ) from None
    return works("Le chemin est chiffré, le certificat du serveur est bon.")


def _sign_in(smtp: smtplib.SMTP) -> Finding:
    if not settings.EMAIL_HOST_USER:
        return works("Le serveur est utilisé sans compte.")
    try:
        smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except _FAULTS as error:
        raise _StepFailed(
            broken(
                f"Le serveur refuse le compte ({reason(error)}).",
                "Vérifiez EMAIL_HOST_USER et EMAIL_HOST_PASSWORD.",
            )
        ) from None
    return works("Le serveur reconnaît le compte.")


def _say_sender(smtp: smtplib.SMTP) -> Finding:
    sender = envelope_sender()
    try:
        smtp.ehlo_or_helo_if_needed()
        code, reply = smtp.mail(sender)
        smtp.rset()
    except _FAULTS as error:
        raise _StepFailed(broken(f"Le serveur a coupé ({reason(error)}).")) from None
    if code != 250:
        words = reason(smtplib.SMTPResponseException(code, reply))
        return broken(f"Le serveur ne veut pas envoyer au nom de {sender} ({words}).")
    return works(f"Le serveur envoie au nom de {sender}.")


def _check_provider() -> Finding:
    """The provider's own settings; nothing is asked of it."""
    name = settings.MAIL_CARRIER
    try:
        import_string(name)
        get_connection(name)
    except ImportError:
        return broken(f"EMAIL_BACKEND nomme {name}, qui n’existe pas.")
    except ImproperlyConfigured as error:
        return broken(f"Il manque un réglage du fournisseur dans ANYMAIL\u00a0: {str(error).splitlines()[0]}")
    return by_hand(
        f"Les messages partent par {name}, dont les réglages se lisent.",
        "Seule une lettre d’essai dira si le fournisseur les prend\u00a0: --to VOTRE-ADRESSE.",
    )


def _allowed() -> Finding:
    if settings.MAIL_ALLOWED == ["*"]:
        return works("On écrit à tout le monde (MAIL_ALLOWED=*)\u00a0: c’est le réglage du vrai site.")
    count = plural(len(settings.MAIL_ALLOWED), "adresse ou domaine", "adresses ou domaines")
    return by_hand(
        f"On n’écrit qu’à {count} de MAIL_ALLOWED, le reste est jeté\u00a0: c’est le réglage d’un site"
        " d’essai.",
        *settings.MAIL_ALLOWED,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
