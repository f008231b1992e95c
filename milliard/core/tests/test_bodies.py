"""What a body may weigh at which address, and forms read without an object per escape."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from milliard.core import bodies
from milliard.core.rate_limit import Limit

ODD = [
    b"",
    b"&",
    b"=",
    b"a",
    b"a=",
    b"a=1&a=2&b",
    b"a=%",
    b"a=%4",
    b"a=%zz",
    b"a=%e9",
    b"a=b=c&+=%2B+%26",
    b"%C3%A9=\xc3\xa9",
]


@pytest.mark.parametrize("body", ODD)
def test_a_form_reads_as_django_reads_it(body: bytes) -> None:
    assert bodies.parse_form(body) == QueryDict(body)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=8), st.integers(3, 9))
def test_any_text_is_read_back_whatever_the_window(pairs: list[tuple[str, str]], window: int) -> None:
    sent = QueryDict(mutable=True)
    for name, value in pairs:
        sent.appendlist(name, value.encode(errors="replace").decode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "_WINDOW", window)
        assert dict(bodies.parse_form(sent.urlencode().encode()).lists()) == dict(
            QueryDict(sent.urlencode()).lists()
        )


def test_too_many_fields_are_not_split() -> None:
    with pytest.raises(TooManyFieldsSent):
        bodies.parse_form(b"a=1&" * settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)


@pytest.mark.django_db
def test_only_who_signed_in_sends_heavy_files_to_the_staff_space(
    client: Client, django_user_model: Any
) -> None:
    def send() -> int:
        file = SimpleUploadedFile("a.csv", b"0" * 2_000_000)
        return client.post("/gestion/questionnaires/importer/", {"file": file}).status_code

    assert send() == 413
    client.force_login(django_user_model.objects.create(email="a@example.org"))
    assert send() != 413


@pytest.mark.django_db
def test_heavy_bodies_are_counted_by_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_HEAVY", Limit("core.heavy_body", 2))
    heavy = {"q": "a" * 600_000}
    assert [client.post("/recherche/", heavy).status_code for _ in range(3)][-1] == 429
    assert client.post("/recherche/", {"q": "a"}).status_code != 429
