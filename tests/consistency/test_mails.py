"""Every mail the site writes is on the team's list, and its example reads well."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account import app_settings
from django.template import Engine
from django.utils.module_loading import import_string

from milliard.accounts import emails
from milliard.core.declarations import our_apps
from milliard.core.mail import MailKind, mail_kinds, write_mail
from tests.consistency.test_tree import tracked
from tests.consistency.test_typography import WRONG
from tests.harness.faults import relative

KINDS = list(mail_kinds())
_ASKED = re.compile(r'"((?:account|mfa)/email/\w+)"')


def test_every_template_of_a_mail_is_on_the_list() -> None:
    paths = tracked("milliard/*/templates/*/email/*.txt")
    names = {relative(path).partition("/templates/")[2] for path in paths}
    listed = {kind.template for kind in KINDS}
    parents = {name for name in names if name.startswith("account/email/base_")}
    assert len(parents) == 2
    assert listed == names - parents


def test_every_mail_allauth_may_ask_for_is_in_our_words() -> None:
    """Each name its code holds, but those of a way that is switched off."""
    code = Path(allauth.__file__).parent
    asked = {
        name
        for part in ("account", "mfa")
        for path in (code / part).rglob("*.py")
        for name in _ASKED.findall(path.read_text())
        if "tests" not in path.relative_to(code).parts
    }
    assert not app_settings.PASSWORD_RESET_BY_CODE_ENABLED
    assert asked - {"account/email/password_reset_code"} == set(emails.OF_ALLAUTH)


def test_codes_are_unique_and_begin_with_their_app() -> None:
    assert not [code for code, count in Counter(kind.code for kind in KINDS).items() if count > 1]
    for config in our_apps():
        for kind in mail_kinds_of(config.mails):
            assert kind.code.startswith(f"{config.label}."), kind.code


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_its_example_is_a_mail_of_one_subject_line_in_good_french(
    kind: MailKind, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CONTACT_EMAIL = "equipe@exemple.invalid"
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", "[%s?]")
    message = write_mail(kind, to="camille@exemple.invalid", context=kind.example)
    assert "\n" not in kind.subject
    assert 5 < len(message.subject) < 100
    assert message.body.startswith("Bonjour")
    assert "équipe de Milliard" in message.body
    assert message.body.endswith("Répondez à ce message, ou écrivez à equipe@exemple.invalid.")
    assert message.reply_to == ["equipe@exemple.invalid"]
    assert "?]" not in f"{message.subject}{message.body}"
    for text in (message.subject, message.body, kind.label, kind.sent_when, kind.recipient):
        assert not WRONG.search(re.sub(r"https?://\S+", "x", text)), text
    assert kind.sent_when.startswith("Quand ")
    assert kind.sent_when.endswith(".")
    assert not re.search(r"https?://(?!exemple\.invalid/)|@(?!exemple\.invalid)", message.body)


def mail_kinds_of(name: str) -> tuple[MailKind, ...]:
    return import_string(name) if name else ()
