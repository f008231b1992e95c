"""What is sent compressed, and what is not."""

import gzip

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from milliard.core.compression import Compression

WORDS = "<p>Il leur manque des fonds propres.</p>" * 200


def sent(response: HttpResponseBase, accepted: str = "gzip, br") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    return Compression(lambda _: response)(request)


def test_texts_shrink_and_vary() -> None:
    answer = sent(HttpResponse(WORDS, headers={"ETag": '"edition"', "Vary": "Cookie"}))
    assert isinstance(answer, HttpResponse)
    assert gzip.decompress(answer.content).decode() == WORDS
    assert len(answer.content) < len(WORDS) / 4
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert answer.headers["ETag"] == 'W/"edition"'


def test_a_length_tells_nothing_exact() -> None:
    lengths = {sent(HttpResponse(WORDS)).headers["Content-Length"] for _ in range(40)}
    assert len(lengths) > 10


def test_exports_are_compressed_as_they_come() -> None:
    rows = (f"{number};oui\n".encode() for number in range(1_000))
    answer = sent(StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"))
    assert isinstance(answer, StreamingHttpResponse)
    assert gzip.decompress(b"".join(answer)).startswith(b"0;oui\n1;oui")


def test_the_rest_is_left_as_it_is() -> None:
    for response in (
        HttpResponse(WORDS, content_type="application/pdf"),
        HttpResponse(WORDS, content_type="image/png"),
        HttpResponse(WORDS, status=206),
        FileResponse(iter([WORDS.encode()]), headers={"Content-Encoding": "br", "Content-Type": "text/css"}),
    ):
        assert sent(response).headers.get("Content-Encoding") in (None, "br")
    assert "Content-Encoding" not in sent(HttpResponse(WORDS), accepted="").headers
