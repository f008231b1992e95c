"""Pages and files of text are sent compressed: a quarter of their weight, on a slow phone in a village hall.

Compression may tell, by lengths alone, of a secret in a page where somebody else chooses other words
(BREACH). What stands in the way: no page shows words of its address beside a secret, cookies are not sent
with what another site asks for, tokens of forms are masked anew in each page, the length is drawn at random.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


class Compression(GZipMiddleware):
    """Django's, for what shrinks: pictures, PDF and workbooks are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 206 or not response.headers.get("Content-Type", "").startswith(_TEXTS):
            return response
        return super().process_response(request, response)
