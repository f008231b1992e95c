"""The harness itself: a read that writes fails."""

import pytest
from django.db import connection

from milliard.core.models import OutboxMail
from milliard.core.readonly import ReadWroteError, refuse_writes

pytestmark = pytest.mark.django_db


def test_a_write_under_the_wrapper_is_refused() -> None:
    with pytest.raises(ReadWroteError), connection.execute_wrapper(refuse_writes):
        OutboxMail.objects.create(recipient="a@exemple.fr", subject="x", body="y")


def test_a_read_under_the_wrapper_goes_through() -> None:
    with connection.execute_wrapper(refuse_writes):
        assert OutboxMail.objects.count() == 0
