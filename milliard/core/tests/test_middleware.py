"""Headers, health and logs of real requests."""

import io
import json
import logging
from urllib.parse import urlencode

import pytest
from csp.utils import build_policy
from django.conf import settings as django_settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.core.views import bad_request

pytestmark = pytest.mark.django_db
SECRET = "personne@example.org"


def directives(header: str) -> dict[str, set[str]]:
    parts = (part.split() for part in header.split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def test_the_site_allows_no_inline_code_and_no_foreign_host(client: Client) -> None:
    response = client.get(reverse("account_login"))
    policy = directives(response.headers["Content-Security-Policy"])
    assert policy["default-src"] == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == {"'self'"}
    assert policy["frame-ancestors"] == {"'none'"}
    allowed = {"'self'", "'none'", "data:"}
    assert set().union(*policy.values()) <= allowed


def test_the_policy_written_once_is_the_one_of_the_settings(client: Client) -> None:
    url, written = reverse("account_login"), [build_policy()] * 2
    sent = [client.get(url).headers["Content-Security-Policy"] for _ in range(2)]
    assert [directives(each) for each in sent] == [directives(each) for each in written]


def test_security_headers_are_on_every_answer(client: Client) -> None:
    for url in (reverse("account_login"), "/nulle-part-du-tout/"):
        headers = client.get(url).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert {"camera=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))


def test_the_staff_space_has_its_own_policy_still_without_foreign_host(client: Client) -> None:
    policy = directives(client.get("/gestion/").headers["Content-Security-Policy"])
    assert policy["frame-ancestors"] == {"'self'"}
    assert not any("." in value for values in policy.values() for value in values)


def test_session_and_token_cookies_are_out_of_reach_of_scripts(client: Client) -> None:
    client.get(reverse("account_login"))
    assert client.cookies["csrftoken"]["httponly"]
    assert django_settings.SESSION_COOKIE_HTTPONLY


@pytest.mark.parametrize(
    "address",
    [
        "/etudes/%00/etude.pdf",
        "/etudes/%00/carte.png",
        "/etudes/x/%00/dictionnaire.csv",
        "/questionnaires/%00/section/x/",
        "/documents/1/%00/",
        "/gestion/jeux-de-donnees/%00/",
        "/recherche/?q=%00",
        "/%00",
    ],
)
def test_a_nul_is_part_of_no_address(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert 'lang="fr"' in response.content.decode()


@pytest.fixture
def log_lines():
    """What the platform writes, through the handler of the settings itself."""
    (handler,) = (found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    stream = io.StringIO()
    previous = handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(previous)


def test_a_request_is_logged_as_json_without_values_address_or_person(client: Client, log_lines) -> None:
    client.get(f"/mon-compte/?email={SECRET}", REMOTE_ADDR="203.0.113.7")
    client.post(reverse("account_request_login_code"), {"email": SECRET}, REMOTE_ADDR="203.0.113.7")
    client.get(f"/inconnu/{SECRET}/", REMOTE_ADDR="203.0.113.7")
    lines = [line for line in log_lines() if line["name"] == "milliard.request"]
    assert [line["route"] for line in lines][:2] == ["accounts:account", "account_request_login_code"]
    assert {"id", "method", "route", "status", "ms", "timestamp"} <= lines[0].keys()
    assert len({line["id"] for line in lines}) == len(lines)
    assert SECRET not in json.dumps(log_lines())
    assert "203.0.113.7" not in json.dumps(log_lines())


def test_an_error_is_logged_with_its_place_and_without_its_words(log_lines) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("milliard.essai").exception("échec")
    (line,) = log_lines()
    assert line["exception"] == "builtins.ValueError"
    assert "test_middleware.py" in line["frames"]
    assert SECRET not in json.dumps(line)


def test_a_stale_form_gets_a_kind_page() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert response.status_code == 403
    assert "restée ouverte trop longtemps" in response.content.decode()


def test_the_address_of_a_form_opened_again_is_no_blank_page(client: Client) -> None:
    answer = client.get(reverse("ui:theme"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Revenez à la page d’avant" in answer.content.decode()
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/mon-compte/?a=1", "/mon-compte/?a=1"),
        ("https://ailleurs.example/mon-compte/", "/mon-compte/nom/"),
        ("http://testserver//ailleurs.example/", "/mon-compte/nom/"),
        ("http://[", "/mon-compte/nom/"),
        ("", "/mon-compte/nom/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    client: Client, page: str, back: str
) -> None:
    answer = client.post("/mon-compte/nom/", {"display_name": "Awa"}, headers={"referer": page})
    assert answer.url == f"{reverse('account_login')}?{urlencode({'next': back}, safe='/')}"


def test_unknown_pages_are_french(client: Client) -> None:
    response = client.get("/nulle-part-du-tout/")
    assert response.status_code == 404
    assert '<html lang="fr"' in response.content.decode()


def test_a_post_too_big_is_told_about_its_size_not_about_a_link(client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    visitor = Client(enforce_csrf_checks=True)
    visitor.get(reverse("account_login"))
    response = visitor.post(reverse("account_login"), {"login": "a" * 2_000})
    assert response.status_code == 413
    page = response.content.decode()
    assert "Cet envoi est trop gros" in page
    assert "lien" not in page.split("<h1>")[1]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    assert client.post(reverse("account_login"), dict.fromkeys("abcd", "1")).status_code == 413


def test_a_request_not_understood_keeps_its_page() -> None:
    response = bad_request(RequestFactory().get("/"), SuspiciousOperation("odd"))
    assert response.status_code == 400
    assert "Le lien est peut-être coupé" in response.content.decode()


class NotToday(Refused):
    """A refusal no view catches."""

    message = "Pas aujourd’hui\u00a0: <revenez> demain."


@public
def refuse(request: HttpRequest) -> HttpResponse:
    raise NotToday


urlpatterns = [path("refus/", refuse)]


@pytest.mark.urls(__name__)
def test_a_refusal_nobody_caught_is_a_plain_page_with_its_sentence(client: Client) -> None:
    response = client.post("/refus/")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Pas aujourd’hui\u00a0: &lt;revenez&gt; demain." in text
    assert "Revenir à l’accueil" in text


@pytest.mark.urls(__name__)
def test_htmx_gets_the_sentence_alone_and_swaps_nothing_else(client: Client) -> None:
    response = client.post("/refus/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Reswap"]) == (200, "none")
    text = response.content.decode()
    assert text.startswith('<div id="toasts" hx-swap-oob')
    assert "&lt;revenez&gt;" in text
    assert "<html" not in text
