import dataclasses
import io
import logging
import smtplib
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.template import Context, Engine, Template
from django.test import override_settings
from django.utils.safestring import mark_safe
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from milliard.core.flat_templates import flat_parts
from milliard.core.mail import MailKind, OutboxBackend, mail_kinds, may_pass, queue_mail, write_mail
from milliard.core.models import OutboxMail
from milliard.core.services import TRY_AGAIN_AFTER

pytestmark = pytest.mark.django_db
KIND = MailKind("essai", "", "", "", "accounts/email/proof_code.txt", "Votre\ncode", {})


def queue(code="314159", **options) -> None:
    queue_mail(KIND, to="awa@example.org", context={"code": code}, **options)


def test_a_queued_mail_is_sent_by_the_worker(mailoutbox) -> None:
    queue("<&'>", reply_to="bonjour@example.org")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["awa@example.org"], "Votre code")
    assert mail.body.startswith("Bonjour,")
    assert "\n<&'>\n" in mail.body
    assert mail.reply_to == ["bonjour@example.org"]


@pytest.mark.parametrize("kind", list(mail_kinds()), ids=lambda kind: kind.code)
def test_every_mail_is_what_its_template_says(kind: MailKind) -> None:
    """Texts with holes are written without rendering: the same letters."""
    words = Context({**kind.example, "contact": "qui@exemple.org"}, autoescape=False)
    message = write_mail(kind, to="awa@example.org", context=kind.example, reply_to="qui@exemple.org")
    engine = Engine.get_default()
    assert message.body == engine.get_template(kind.template).render(words).strip()
    assert message.subject == " ".join(engine.from_string(kind.subject).render(words).split("\n")).strip()


@pytest.mark.parametrize(
    ("text", "is_flat"),
    [
        ("Bonjour {{ name }}", True),
        ("{# rien #}{{ name }}, {{ name }}", True),
        ("{{ name|upper }}", False),
        ("{{ name.first }}", False),
        ("{% if name %}x{% endif %}", False),
        ("{{ _('name') }}", False),
        ("{{ 3 }}", False),
        ("{{ name }}{% include 'core/mail_signature.txt' %}", True),
        ("{% include 'core/mail_signature.txt' with contact='x' %}", False),
        ("{% include 'core/mail_signature.txt' only %}", False),
        ("{% include name %}", False),
    ],
)
def test_only_texts_with_holes_are_flat(text: str, is_flat: bool) -> None:
    assert (flat_parts(Template(text)) is not None) == is_flat


@pytest.mark.parametrize(
    "value",
    ["", "<&'>", "{{ code }} {% now 'Y' %}", mark_safe("<b>"), None, 0, 12.5, ["a"], True, lambda: "appelé"],
)
def test_a_hole_is_filled_as_the_template_would_be(value: Any) -> None:
    kind = dataclasses.replace(KIND, subject="Pour {{ code }}, {{ contact }}")
    context = {"code": value, "contact": "qui@exemple.org"}
    message = write_mail(kind, to="awa@example.org", context=context, reply_to=context["contact"])
    template = Template(kind.subject)
    assert flat_parts(template) is not None
    assert message.subject == template.render(Context(context, autoescape=False))


@pytest.fixture
def written():
    """Everything the worker logs, through the handler of the settings itself."""
    (handler,) = (found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    stream = io.StringIO()
    previous = handler.setStream(stream)
    yield stream.getvalue
    handler.setStream(previous)


def run_as_the_worker_does() -> None:
    row = DBTaskResult.objects.get()
    row.claim("essai")
    choices = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default"}
    Worker(**choices, interval=0, batch=True, startup_delay=False, max_tasks=1, worker_id="essai").run_task(
        row
    )


@pytest.mark.parametrize("works", [True, False])
def test_codes_and_addresses_are_legible_neither_waiting_nor_sent_nor_failed(
    works: bool, settings, monkeypatch, written, mailoutbox
) -> None:
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"awa@example.org": (550, b"awa@example.org unknown, 314159")})

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    if not works:
        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    queue()
    (waiting,) = DBTaskResult.objects.values()
    run_as_the_worker_does()
    after = list(DBTaskResult.objects.values())
    assert len(mailoutbox) == works
    assert [row["status"] for row in after] == ([] if works else ["FAILED"])
    text = f"{waiting}{after}{written()}"
    assert "send_mail_task" in text
    assert "SMTPRecipientsRefused" in text or works
    for secret in ("awa@", "example.org", "314159", "Votre code"):
        assert secret not in text


def test_a_mail_whose_server_is_away_waits_longer_and_longer_then_has_failed(settings, time_machine) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    time_machine.move_to("2026-11-23T08:00:00+00:00", tick=False)
    queue()
    for wait in TRY_AGAIN_AFTER:
        assert DBTaskResult.objects.ready().count() == 1
        run_as_the_worker_does()
        assert DBTaskResult.objects.ready().count() == 0
        time_machine.shift(wait)
    settings.EMAIL_PORT = 2
    run_as_the_worker_does()
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_mail_that_waited_is_sent_once_its_server_is_back(settings, mailoutbox) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    queue()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        run_as_the_worker_does()
    run_as_the_worker_does()
    assert ["314159" in mail.body for mail in mailoutbox] == [True]
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    ("error", "is_worth_another_try"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (smtplib.SMTPServerDisconnected("unexpectedly"), True),
        (smtplib.SMTPConnectError(421, "too many connections"), True),
        (smtplib.SMTPAuthenticationError(535, "an operator's mistake, mended within the hour"), True),
        (smtplib.SMTPDataError(451, "later"), True),
        (smtplib.SMTPDataError(554, "never"), False),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"greylisted")}), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")}), False),
        (smtplib.SMTPNotSupportedError("no TLS there"), False),
        (AnymailAPIError(status_code=429), True),
        (AnymailAPIError(status_code=503), True),
        (AnymailAPIError(status_code=422), False),
        (AnymailRequestsAPIError("the network is down"), True),
        (ValueError("a bad address"), False),
    ],
)
def test_what_may_pass(error, is_worth_another_try) -> None:
    assert may_pass(error) is is_worth_another_try


def test_the_demonstration_keeps_mails_in_its_table_at_once(settings) -> None:
    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"
    queue()
    assert OutboxMail.objects.get().recipient == "awa@example.org"


def test_the_outbox_keeps_one_row_per_recipient_and_cuts_a_long_subject() -> None:
    sent = OutboxBackend().send_messages(
        [EmailMessage("x" * 300, "texte", to=["a@example.org", "b@example.org"])]
    )
    assert sent == 1
    assert {mail.recipient for mail in OutboxMail.objects.all()} == {"a@example.org", "b@example.org"}
    assert len(OutboxMail.objects.first().subject) == 250


def test_outside_production_only_said_people_are_written_to(settings: Any) -> None:
    settings.EMAIL_BACKEND = "milliard.core.mail.AllowedOnlyBackend"
    settings.MAIL_CARRIER = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_ALLOWED = ["ada@exemple.invalid", "@equipe.invalid"]
    to = ["Ada <ADA@exemple.invalid>", "bob@equipe.invalid", "eve@exemple.invalid", "a@sub.equipe.invalid"]
    EmailMessage("Objet", "Texte", to=to, bcc=["eve@exemple.invalid"]).send()
    EmailMessage("Objet", "Texte", to=["eve@exemple.invalid"]).send()
    assert [message.recipients() for message in mail.outbox] == [to[:2]]


def test_an_installation_that_says_nothing_does_not_start(settings: Any) -> None:
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    call_command("check")
    settings.MAIL_ALLOWED = []
    with pytest.raises(SystemCheckError, match="MAIL_ALLOWED"):
        call_command("check")
    settings.IS_DEMONSTRATION = True
    call_command("check")
