"""`manage.py check_mail` against real servers on loopback: what works, what does not, what one looks at."""

import datetime as dt
import io
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from milliard.core import workers
from milliard.letters.enums import DeliveryState
from milliard.letters.mail_checks import MailVerdict
from milliard.letters.mail_checks.sending import check_sending
from milliard.letters.models import Delivery, Letter
from milliard.letters.tests.factories import make_frozen_letter, make_subscriber
from milliard.letters.tests.imap_server import imap_server
from milliard.letters.tests.smtp_server import Mailbox, smtp_server

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
Said = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of «localhost», and its key in the same file."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", *names]
    subprocess.run([*command, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def site(settings: Any) -> Any:
    """A site in production whose mail server is on loopback."""
    settings.EMAIL_BACKEND = settings.MAIL_CARRIER = SMTP
    settings.EMAIL_HOST, settings.MAIL_ALLOWED = "localhost", ["*"]
    settings.DEFAULT_FROM_EMAIL = "Milliard <bonjour@milliard.org>"
    settings.BOUNCE_EMAIL = "retours@rebonds.milliard.org"
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://milliard.org", ["milliard.org"]
    return settings


@pytest.fixture
def said() -> Said:
    """Run the command: its exit code and its words."""

    def run(*arguments: str) -> tuple[int, str]:
        out = io.StringIO()
        try:
            call_command("check_mail", *arguments, stdout=out, stderr=out)
        except SystemExit as stopped:
            return int(str(stopped.code)), out.getvalue()
        return 0, out.getvalue()

    return run


@pytest.fixture
def live_worker() -> Any:
    """The lock of a worker, held as long as it lives."""
    import psycopg
    from django.db import connection

    parameters = connection.get_connection_params()
    place = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    with psycopg.connect(**place) as other:
        other.execute("SELECT pg_advisory_lock(%s, 1)", [workers._LOCK])
        yield


@pytest.mark.usefixtures("live_worker")
def test_a_site_where_all_works(
    site: Any, said: Said, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    box = Mailbox(tls=context, account="milliard:secret")
    site.EMAIL_USE_TLS, site.EMAIL_HOST_USER, site.EMAIL_HOST_PASSWORD = True, "milliard", "secret"
    site.BOUNCE_IMAP_HOST, site.BOUNCE_IMAP_TLS = "127.0.0.1", False
    site.BOUNCE_IMAP_USER, site.BOUNCE_IMAP_PASSWORD = "retours", "secret"
    with smtp_server(box) as port, imap_server([b"one", b"two"]) as returns:
        site.EMAIL_PORT, site.BOUNCE_IMAP_PORT = port, returns.port
        code, words = said("--to", "moi@exemple.invalid")
        assert returns.flags == [set(), set()]
    assert code == 0, words
    for expected in (
        "le certificat du serveur est bon",
        "reconnaît le compte",
        "envoie au nom de retours@rebonds.milliard.org",
        "dig +short TXT rebonds.milliard.org",
        "dig +short TXT SÉLECTEUR._domainkey.milliard.org",
        "dig +short TXT _dmarc.milliard.org",
        "Les liens mènent à https://milliard.org.",
        "Le désabonnement répond",
        "2\u00a0messages à lire",
        "1\u00a0ouvrier vide la file",
        "250 2.0.0 queued",
        "Rien n’est en panne",
    ):
        assert expected in words
    ((recipient, message),) = box.accepted
    assert recipient == "moi@exemple.invalid"
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in message
    assert not Letter.objects.exists()


def test_no_server_and_a_site_not_set_up(site: Any, said: Said) -> None:
    site.EMAIL_PORT, site.DEFAULT_FROM_EMAIL = 9, "Milliard <bonjour@localhost>"
    site.SITE_URL, site.BOUNCE_EMAIL = "http://autre.milliard.org", ""
    code, words = said("--to", "moi@exemple.invalid")
    assert code == 1
    for expected in (
        "localhost, port 9\u00a0: personne ne répond",
        "un domaine qui n’est à personne",
        "sans https",
        "Le site ne répond pas au nom de autre.milliard.org",
        "Aucun ouvrier",
        "La lettre d’essai n’est pas partie",
        "points sont en panne",
    ):
        assert expected in words


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"EMAIL_USE_TLS": True}, "Le chemin ne se chiffre pas"),
        (
            {"EMAIL_HOST_USER": "milliard", "EMAIL_HOST_PASSWORD": "faux"},
            "refuse le compte (535 5.7.8 who are you)",
        ),
    ],
)
def test_what_the_server_refuses(site: Any, said: Said, fault: dict[str, Any], expected: str) -> None:
    for name, value in fault.items():
        setattr(site, name, value)
    with smtp_server(Mailbox(account="milliard:secret")) as port:
        site.EMAIL_PORT = port
        code, words = said()
    assert (code, expected in words) == (1, True), words


def test_a_certificate_nobody_signed_is_not_trusted(site: Any, said: Said, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.EMAIL_USE_TLS = True
    with smtp_server(Mailbox(tls=context)) as port:
        site.EMAIL_PORT = port
        assert "certificat refusé" in said()[1]


def test_the_trial_goes_to_allowed_addresses_only(site: Any, said: Said) -> None:
    site.EMAIL_BACKEND, site.MAIL_ALLOWED = "milliard.core.mail.AllowedOnlyBackend", ["@exemple.invalid"]
    box = Mailbox()
    with smtp_server(box) as port:
        site.EMAIL_PORT = port
        code, words = said("--to", "quelqu.un@ailleurs.invalid")
        assert (code, "MAIL_ALLOWED ne permet pas" in words) == (2, True)
        assert said("--to", "pas une adresse")[0] == 2
        assert box.accepted == []
        assert "remis" in said("--to", "moi@exemple.invalid")[1]
    assert [recipient for recipient, _ in box.accepted] == ["moi@exemple.invalid"]


def test_a_server_that_refuses_the_address_is_quoted(site: Any, said: Said) -> None:
    with smtp_server(Mailbox(verdict=lambda address: "550 5.1.1 unknown")) as port:
        site.EMAIL_PORT = port
        code, words = said("--to", "moi@exemple.invalid")
    assert (code, "refuse la lettre d’essai\u00a0: 550 5.1.1 unknown" in words) == (1, True)


@pytest.mark.parametrize(
    ("refused", "expected"), [("login", "not here"), ("select", "le dossier INBOX ne s’ouvre pas")]
)
def test_a_mailbox_that_does_not_open_says_why(site: Any, said: Said, refused: str, expected: str) -> None:
    site.BOUNCE_IMAP_HOST, site.BOUNCE_IMAP_TLS = "127.0.0.1", False
    site.BOUNCE_IMAP_USER, site.BOUNCE_IMAP_PASSWORD = "retours", "secret"
    with imap_server([]) as returns:
        returns.refuses, site.BOUNCE_IMAP_PORT = {refused}, returns.port
        code, words = said()
    assert (code, expected in words) == (1, True), words


def test_a_provider_is_not_asked_and_its_settings_are_read(site: Any, said: Said) -> None:
    site.EMAIL_BACKEND = site.MAIL_CARRIER = "anymail.backends.postmark.EmailBackend"
    site.ANYMAIL = {}
    assert "Il manque un réglage du fournisseur" in said()[1]
    site.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": "a:b"}
    words = said()[1]
    assert "https://milliard.org/lettres/fournisseur/postmark/" in words
    assert "Seule une lettre d’essai dira" in words


def test_a_demonstration_sends_nothing_and_says_so(settings: Any, said: Said) -> None:
    settings.IS_DEMONSTRATION, settings.EMAIL_BACKEND = True, "milliard.core.mail.OutboxBackend"
    settings.SITE_URL, settings.ALLOWED_HOSTS = "http://127.0.0.1:8000", ["127.0.0.1"]
    words = said("--to", "moi@exemple.invalid")[1]
    assert "C’est une démonstration" in words
    assert "La lettre d’essai est partie vers moi@exemple.invalid" in words


def test_a_letter_nobody_sends_and_messages_nobody_knows_the_end_of_are_said() -> None:
    make_subscriber(1)
    letter = make_frozen_letter()
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    Letter.objects.update(scheduled_at=an_hour_ago)
    late = [found.words for found in check_sending() if found.verdict == MailVerdict.BROKEN]
    assert any("1\u00a0lettre devait partir" in words for words in late)
    Delivery.objects.update(state=DeliveryState.UNCERTAIN)
    Letter.objects.update(state="sent")
    looked = [found for found in check_sending() if found.verdict == MailVerdict.BY_HAND]
    assert any(found.lines == (letter.subject,) for found in looked)


def test_digests_nobody_gathers_are_said() -> None:
    member = make_subscriber(1)
    member.subscription.rhythm = "weekly"
    member.subscription.save()
    make_frozen_letter()
    Letter.objects.update(scheduled_at=timezone.now() - dt.timedelta(hours=1))
    assert any("lettres groupées attendent" in found.words for found in check_sending())
