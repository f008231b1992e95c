"""The test overlay: what runs on a laptop is what runs in production, but for these values."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/milliard")

from config.settings import *  # noqa: E402, F403
from config.settings import MIDDLEWARE, STORAGES, TEMPLATES

# Plain files: hashing 258 files before each run costs 30 s and proves nothing here.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; passwords are optional anyway
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Undefined variables in our templates fail the test (see tests/harness/templates.py).
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "«undefined variable %s»"  # type: ignore[index]
MIDDLEWARE = ["milliard.core.readonly.reads_never_write", *MIDDLEWARE]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
