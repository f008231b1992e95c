"""The WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import os

import django
from django.urls import get_resolver

from milliard.core.truncated_requests import refuse_cut_requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from milliard.core.bodies import FormHandler  # noqa: E402 (reads the settings)

application = refuse_cut_requests(FormHandler())
# The addresses import every view, about a second: paid here, before a reader asks for the first page.
get_resolver().url_patterns  # noqa: B018 (a cached property: reading it is what loads it)
