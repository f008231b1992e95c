"""The WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from milliard.core.whole import refuse_cut_requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = refuse_cut_requests(get_wsgi_application())
