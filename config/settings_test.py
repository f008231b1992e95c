"""The test overlay: what runs on a laptop is what runs in production, but for these values."""

import os
from pathlib import Path
from unittest.mock import patch

from bootstrap.postgres import TESTS
from tests.harness.templates import FailOnUndefined

# The daily sweep deletes files without a row: a test must never meet those of a developer, nor those of the
# tests of another process, whose rows are in another database.
_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_PRIVATE = Path(__file__).resolve().parent.parent / "var" / "tests" / _PROCESS / "private"
_ENVIRONMENT = {
    "SECRET_KEY": "tests-only-not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or TESTS.url("postgres"),
    "DEBUG": "false",
    "DEMONSTRATION": "false",
    "MAIL_ALLOWED": "*",
    "PRIVATE_ROOT": str(_PRIVATE),
}
# Whatever a developer's own .env says, tests see the defaults.
with patch.dict(os.environ, _ENVIRONMENT), patch("environs.Env.read_env"):
    from config.settings import *  # noqa: F403
    from config.settings import MIDDLEWARE, STORAGES, TEMPLATES

# Plain files: hashing every static file before each run costs 30 s and proves nothing here.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Looked up when asked for: otherwise every new test client lists all that was ever collected, 40 ms each.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; passwords are optional anyway
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = FailOnUndefined()  # type: ignore[index]
MIDDLEWARE = ["milliard.core.readonly.reads_never_write", *MIDDLEWARE]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
