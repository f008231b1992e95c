"""Pages of the foundation: the failure of a form's token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say kindly that the page was too old, and that nothing was lost."""
    return render(request, "403_csrf.html", status=403)
