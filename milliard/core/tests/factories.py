"""Rows of the foundation about a person."""

from typing import Any

from milliard.core.models import OutboxMail


def rows_of_a_person(user: Any) -> None:
    OutboxMail.objects.create(recipient=user.email, subject="Votre code", body="Un code inventé.")
