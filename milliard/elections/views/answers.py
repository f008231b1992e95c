"""Answers to the static pages: JSON, and readable by a copy of them that another host serves."""

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Range",
    "Access-Control-Expose-Headers": "ETag, Content-Range, Content-Length, Accept-Ranges",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def from_anywhere(response: HttpResponseBase) -> HttpResponse:
    """Let pages of any host read it: what it says is public, and no cookie is looked at."""
    for name, value in _OPEN.items():
        response.headers[name] = value
    return response  # type: ignore[return-value]


def refusal(message: str, *, code: str = "refused", place: str = "", status: int = 409) -> JsonResponse:
    """A refusal by its published name, with its sentence."""
    body = {"code": code, "place": place, "message": message}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def too_large() -> JsonResponse:
    return JsonResponse({"code": "too-large", "place": ""}, status=413)
