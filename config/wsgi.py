"""The WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from milliard.core.truncated_requests import refuse_cut_requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = refuse_cut_requests(get_wsgi_application())
# The addresses import every view, about a second: paid here, before a reader asks for the first page.
get_resolver().url_patterns  # noqa: B018 (a cached property: reading it is what loads it)
