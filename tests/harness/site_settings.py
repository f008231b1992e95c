"""The settings of the site served to tests: those of the tests, static files and mail as a site has them."""

from config.settings_test import *  # noqa: F403
from config.settings_test import STORAGES, VAR_DIR

# Hashed, compressed, served by whitenoise, as in the demonstration; `tests.harness.site` collects them.
STATIC_ROOT = VAR_DIR / "tests" / "static"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "milliard.core.static_files.StaticFiles"}}
WHITENOISE_AUTOREFRESH = False
# In a table: the test is another process.
EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"
