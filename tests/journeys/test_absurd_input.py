"""A promise: whatever is sent, the answer is a French sentence or a plain refusal, never a broken page."""

import datetime
import re
from typing import Any

import httpx
import pytest
import time_machine

from milliard.surveys import tokens
from milliard.surveys.models import Attachment, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import form_of
from tests.journeys.visiting import filled, newcomer, page_of, send

FIVE = "/questionnaires/cinq/section/page/"
WHO, OPINIONS = "/questionnaires/tout/section/vous/", "/questionnaires/tout/section/avis/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = "multipart/form-data"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00"


@pytest.fixture
def forms(site: str) -> str:
    factories.open_collection(factories.five_questions(), slug="cinq")
    factories.open_collection(factories.every_kind(), slug="tout")
    return site


def is_kind(answer: httpx.Response) -> bool:
    """A refusal or a page; and, when it is a page, in French and whole."""
    if answer.status_code >= 500:
        return False
    return answer.status_code < 400 or not answer.text or 'lang="fr"' in answer.text


def test_answers_too_long_too_many_or_too_heavy(forms: str) -> None:
    with newcomer(forms) as http:
        page = page_of(http, FIVE)
        heavy = send(http, FIVE, filled(page, "finish", [("statut", "scic"), ("mot", "a" * 1_400_000)]))
        assert heavy.status_code == 422
        assert "caractères" in heavy.text
        assert Response.objects.get().answers == {"statut": "scic"}
        heavier = send(http, FIVE, filled(page, "finish", [("mot", "a" * 17_000_000)]))
        assert heavier.status_code == 413
        assert is_kind(heavier)
        many = send(http, FIVE, [*filled(page, "finish", []), *((f"f{n}", "x") for n in range(5_001))])
        assert many.status_code == 413
        assert is_kind(many)
        shown = [("shown", f"inconnue{n}:") for n in range(4_000)]
        assert is_kind(send(http, FIVE, [*filled(page, "save", []), *shown]))
        rows = [("rows__besoins", f"r{n}") for n in range(4_000)]
        http.cookies.clear()
        figures = page_of(http, WHO)
        assert is_kind(send(http, WHO, [*filled(figures, "save", []), *rows]))
    assert Response.objects.filter(collection__slug="cinq").count() == 1


def test_numbers_nobody_means(forms: str) -> None:
    absurd = [
        "1e999",
        "NaN",
        "∞",
        "9" * 400,
        "12,5",
        "0x10",
        "٣",
        "1 000 000 000 000 000",
        "--",
        "\x00",
    ]
    with newcomer(forms) as http:
        for typed in absurd:
            page = page_of(http, FIVE)
            fields = [("statut", "scic"), ("personnes", typed), ("mot", "gardé")]
            answer = send(http, FIVE, filled(page, "finish", fields))
            assert answer.status_code == 422, typed
            assert "Erreur" in answer.text
            assert form_of(answer).values["mot"] == ["gardé"]
    stored = Response.objects.get()
    assert stored.completed_at is None
    assert "personnes" not in stored.answers


def test_pasted_html_is_text(forms: str) -> None:
    pasted = '<script>alert(1)</script><b onclick="x">"\'&amp;</b></textarea>'
    with newcomer(forms) as http:
        fields = filled(page_of(http, FIVE), "finish", [("statut", "scic"), ("mot", pasted)])
        assert send(http, FIVE, fields).status_code == 302
        assert Response.objects.get().answers["mot"] == pasted
        for path in (FIVE, "/questionnaires/cinq/relire/", "/questionnaires/cinq/recu/"):
            text = page_of(http, path).text
            assert "<script>alert" not in text
            assert 'onclick="x"' not in text.replace("&quot;", "'")


def test_bytes_that_are_no_text(forms: str) -> None:
    broken = [
        b"%FF%FE%00",
        b"%00",
        b"\xff\xfe\xe9",
        b"%ED%A0%80",
        b"%u00e9",
        b"%E2%80%AE" * 50,
        b"%1B%5B2J",
        b"%",
    ]
    for mot in broken:
        with newcomer(forms) as http:
            page = page_of(http, FIVE)
            fields = filled(page, "finish", [("statut", "scic")])
            own = "&".join(f"{name}={value}" for name, value in fields if name != "mot")
            answer = http.post(FIVE, content=own.encode() + b"&mot=" + mot, headers=FORM)
            assert answer.status_code in (302, 400, 422), (mot, answer.status_code)
            assert is_kind(answer), mot
            if answer.status_code == 302:
                page_of(http, "/questionnaires/cinq/relire/")


WRONG_FILES = [
    ("statuts.pdf", PROGRAM, "pas accepté"),
    ("statuts.pdf", b"<html><script>alert(1)</script></html>", "pas accepté"),
    ("statuts.pdf", b"", "vide"),
    ("statuts.pdf", b"%PDF-1.7\n" + b"0" * 11_000_000, "trop lourd"),
    ("../../../../etc/passwd\x00.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 60, "pas accepté"),
]


def test_files_of_the_wrong_type(forms: str) -> None:
    with newcomer(forms) as http:
        fields = filled(page_of(http, WHO), "save", [("nom", "Les Amis")])
        assert send(http, WHO, fields).status_code == 302
        for name, content, said in WRONG_FILES:
            fields = filled(page_of(http, OPINIONS), "save", [("membre", "no")])
            answer = send(http, OPINIONS, fields, files={"statuts_pdf": (name, content, "application/pdf")})
            assert answer.status_code == 422, name
            assert said in answer.text
            assert form_of(answer).values["membre"] == ["no"]
    assert not Attachment.objects.exists()
    assert Response.objects.get().answers == {"nom": "Les Amis", "membre": "no"}


def test_expired_and_forged_tokens(forms: str) -> None:
    with newcomer(forms) as http:
        page = page_of(http, FIVE)
        typed = [("statut", "scic"), ("mot", "patience")]
        for forged in ("", "x", "a:b:c", tokens.fresh_token("tout"), form_of(page).values["fresh"][0] + "x"):
            answer = send(http, FIVE, filled(page, "finish", [*typed, ("fresh", forged)]))
            assert answer.status_code == 422, forged
            # Without any, it is the page of a response this device has lost.
            assert ("restée ouverte longtemps" if forged else "ne retrouve plus vos réponses") in answer.text
            assert form_of(answer).values["mot"] == ["patience"]
        assert not Response.objects.exists()
        again = filled(answer, "finish", [])
        assert send(http, FIVE, again).status_code == 302
    with newcomer(forms) as http:
        page = page_of(http, FIVE)
        # The server keeps its own clock: the token is what says when the page was opened.
        with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=49)):
            opened_then = tokens.fresh_token("cinq")
        late = send(http, FIVE, filled(page, "finish", [*typed, ("fresh", opened_then)]))
        assert late.status_code == 422
        assert "restée ouverte longtemps" in late.text
    assert Response.objects.count() == 1


KEYS = ["x", "a:b:c", "r1.AAAA:zz:zz", "é" * 50, "%00", "\\", "c999:x:y", "9" * 4_000]


def test_forged_cookies_and_links_open_nothing(forms: str) -> None:
    with newcomer(forms) as http:
        for key in KEYS:
            cookie = {"Cookie": f"reponse_cinq={key}".encode()}
            assert http.get(FIVE, headers=cookie).status_code in (200, 302, 400), key
            assert is_kind(http.get("/questionnaires/cinq/relire/", headers=cookie)), key
            link = http.get(f"/questionnaires/reprendre/{key}/")
            assert link.status_code in (400, 404), key
            assert is_kind(link), key


def test_requests_no_browser_sends(forms: str) -> None:
    with newcomer(forms) as http:
        page = page_of(http, FIVE)
        own = filled(page, "finish", [("statut", "scic")])
        odd: list[Any] = [
            http.put(FIVE, content=b"x"),
            http.delete(FIVE),
            http.post(FIVE, content=b'{"statut": "scic"}', headers={"Content-Type": "application/json"}),
            http.post(FIVE, content=b"--x\r\nbroken", headers={"Content-Type": f"{MULTIPART}; boundary=x"}),
            http.post(FIVE, content=b"x" * 100, headers={"Content-Type": MULTIPART}),
            http.post(
                FIVE,
                content=b"a=%zz",
                headers={**FORM, "Content-Type": f"{FORM['Content-Type']}; charset=zz"},
            ),
            http.get("/questionnaires/cinq/section/%00/"),
            http.get("/questionnaires/%FF%FE/"),
            http.get(FIVE + "?%00=%FF&enregistre=" + "x" * 2_000),
            send(http, FIVE, [*own, ("csrfmiddlewaretoken", "forged")]),
            send(http, FIVE, [("csrfmiddlewaretoken", form_of(page).values["csrfmiddlewaretoken"][0])]),
            send(http, "/questionnaires/cinq/section/autre/", own),
        ]
    assert [answer.status_code for answer in odd if not is_kind(answer)] == []
    assert {answer.status_code for answer in odd[:2]} <= {403, 405}
    assert all(not re.search(r"Traceback|Exception", answer.text) for answer in odd)
    assert not Response.objects.exists()
