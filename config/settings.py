"""Settings: one module, values from the environment, defaults safe for production.

Every variable read here is described in `.env.example`; a test holds the two together.
"""

import tempfile
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pghistory
from environs import Env, validate

from config.security import CSP_ADMIN, CSP_SITE

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

# What this installation is -------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
# Former keys, still able to read what they signed or encrypted (links, second factors).
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
# A demonstration shows its invented accounts and the mails it "sent", and labels itself everywhere.
IS_DEMONSTRATION = env.bool("DEMONSTRATION", False)
IS_HTTPS = SITE_URL.startswith("https://")
# How many proxies in front of us append to X-Forwarded-For. 0: the peer's own address is used.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

# Applications: ours first (their templates win), lowest layer first ----------------------------

INSTALLED_APPS = [
    "milliard.core",
    "milliard.ui",
    "milliard.territories",
    "milliard.accounts",
    "milliard.payments",
    "milliard.members",
    "milliard.letters",
    "milliard.organisations",
    "milliard.places",
    "milliard.participation",
    "milliard.society",
    "milliard.elections",
    "milliard.proposals",
    "milliard.statutes",
    "milliard.surveys",
    "milliard.assemblies",
    "milliard.fieldwork",
    "milliard.figures",
    "milliard.extracts",
    "milliard.readings",
    "milliard.website",
    "demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "pghistory",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "milliard.core.compression.Compression",  # the last to see an answer: what the others wrote on it stays
    # Headers first, on every answer; then the health page, before whatever needs the database or a session.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "milliard.core.middleware.ContentPolicy",
    "milliard.core.middleware.security_headers",
    "milliard.core.middleware.health",
    "milliard.core.middleware.request_log",
    "milliard.core.middleware.nul_is_no_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "milliard.core.bodies.BodyLimits",  # before the token of a form is looked for in its body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "milliard.core.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "milliard.accounts.middleware.account_not_kept",
    "milliard.accounts.middleware.staff_second_factor",
    "milliard.accounts.middleware.RecentProof",
    "django_htmx.middleware.HtmxMiddleware",
    "milliard.core.middleware.method_page",
    "milliard.core.middleware.RefusalPage",
    "milliard.core.middleware.UnreadRequest",
    "milliard.core.middleware.journal_context",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "milliard.ui.context_processors.ui",
            ],
            "builtins": ["milliard.ui.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database, cache, queue ------------------------------------------------------------------------

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        "postgres://milliard@127.0.0.1:5432/milliard",
        conn_max_age=120,
        conn_health_checks=True,
        engine="milliard.core.postgresql",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The history of a row is found by the row; nobody asks for it by what the row referred to.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)

# One cache for every worker on every machine, without a second service: an unlogged table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What each process may remember for itself: rendered charts, compiled questionnaires.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files -----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or VAR_DIR / "static")
STATICFILES_DIRS = [VAR_DIR / "assets"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "milliard.core.static_files.PackageFinder",
]
# Served name -> file of an npm package; see `PackageFinder`.
PACKAGE_FILES = {
    "maplibre/maplibre-gl.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre/maplibre-gl-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "elections/noble/ed25519.js": "@noble/ed25519/index.js",
    "elections/noble/sha2.js": "@noble/hashes/sha2.js",
    "elections/noble/_md.js": "@noble/hashes/_md.js",
    "elections/noble/_u64.js": "@noble/hashes/_u64.js",
    "elections/noble/utils.js": "@noble/hashes/utils.js",
}
for folder in (STATIC_ROOT, *STATICFILES_DIRS):
    folder.mkdir(parents=True, exist_ok=True)
MEDIA_URL = "media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR_DIR / "media")
# Files received with answers: never under a served folder.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", "") or VAR_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "milliard.core.durable_files.DurableStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "milliard.core.static_files.StaticFiles"},
}
# Installed by npm from package-lock.json: read for its data files, never served.
NODE_MODULES = BASE_DIR / "node_modules"
FILE_UPLOAD_TEMP_DIR = tempfile.gettempdir()
# Sixty texts of the longest kind, in French: no page of a questionnaire needs more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Straight to the disk, whatever the size: what stands in memory does not grow with the number of files.
FILE_UPLOAD_HANDLERS = ["milliard.core.temporary_files.RoomyOrLost"]

# People ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "milliard.accounts.backends.AccountBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mon-compte/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "add_email": "milliard.accounts.forms.NewAddressForm",
    "change_email": "milliard.accounts.forms.OtherAddressForm",
    "request_login_code": "milliard.accounts.forms.AskCodeForm",
    "reset_password": "milliard.accounts.forms.ForgottenPasswordForm",
    "signup": "milliard.accounts.forms.JoinForm",
    "login": "milliard.accounts.forms.PasswordSignInForm",
    "confirm_login_code": "milliard.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "milliard.accounts.forms.AddressCodeForm",
}
ACCOUNT_ADAPTER = "milliard.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
CODE_FOR_S = 600  # every mailed code; pages and mails say it
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_FOR_S
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
# Another address opens the account: who has something to prove who they are with proves it again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Six digits, three tries a code, few codes an address (`accounts.mail_limits`): guessing one takes years.
# A hall shares one address. By address of mail, «key» would let a stranger lock somebody out.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "30/m/ip",
    "request_login_code": "40/m/ip",
    "reset_password": "40/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Milliard"
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off, a person who types slowly
MFA_FORMS = {
    "add_webauthn": "milliard.accounts.forms.AddKeyForm",
    "edit_webauthn": "milliard.accounts.forms.RenameKeyForm",
    "activate_totp": "milliard.accounts.forms.LinkApplicationForm",
    "authenticate": "milliard.accounts.forms.SecondStepForm",
    "reauthenticate": "milliard.accounts.forms.ProveAgainForm",
}
MFA_ADAPTER = "milliard.accounts.adapters.MFAAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # loopback only; a real site is https

# Mail ------------------------------------------------------------------------------------------

# What carries mails, and whom they may go to: «*» (everybody) in production; elsewhere addresses, «@domains».
MAIL_CARRIER = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
MAIL_ALLOWED: list[str] = env.list("MAIL_ALLOWED", [])
if IS_DEMONSTRATION:
    EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"  # shown at /courriels/, sent to nobody
elif MAIL_ALLOWED == ["*"]:
    EMAIL_BACKEND = MAIL_CARRIER
else:
    EMAIL_BACKEND = "milliard.core.mail.AllowedOnlyBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Milliard <bonjour@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where people write to, at the foot of every page and mail. Whoever receives our mails can answer them.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "") or (
    "bonjour@exemple.invalid" if IS_DEMONSTRATION else parseaddr(DEFAULT_FROM_EMAIL)[1]
)
ANYMAIL: Any = env.json("ANYMAIL", {})
# Letters to many: at most so many messages a second (0: as the server takes them), over so many connections.
LETTERS_PER_SECOND = env.float("LETTERS_PER_SECOND", 10.0)
LETTERS_CONNECTIONS = env.int("LETTERS_CONNECTIONS", 4)
# Where messages that cannot be delivered return (the envelope's sender), and the mailbox they are read from.
BOUNCE_EMAIL = env.str("BOUNCE_EMAIL", "")
BOUNCE_IMAP_HOST = env.str("BOUNCE_IMAP_HOST", "")
BOUNCE_IMAP_PORT = env.int("BOUNCE_IMAP_PORT", 993)
BOUNCE_IMAP_USER = env.str("BOUNCE_IMAP_USER", "")
BOUNCE_IMAP_PASSWORD = env.str("BOUNCE_IMAP_PASSWORD", "")
BOUNCE_IMAP_TLS = env.bool("BOUNCE_IMAP_TLS", True)
BOUNCE_IMAP_FOLDER = env.str("BOUNCE_IMAP_FOLDER", "INBOX")
# So many messages in a row that come back for a passing reason: the address is dead.
SOFT_BOUNCES_IN_A_ROW = env.int("SOFT_BOUNCES_IN_A_ROW", 3)

# Security --------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # asked from inside, without a certificate
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# The prefix makes browsers refuse these cookies from a neighbour host, or without TLS.
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "milliard.core.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_SESSION_AGE = 12 * 3600  # a day of work for those who see other people's data
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "milliard.core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = CSP_SITE
CONTENT_SECURITY_POLICY_FOR_ADMIN = CSP_ADMIN
SILENCED_SYSTEM_CHECKS: list[str] = []

# Language, time --------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Wagtail ---------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Milliard"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/_util/login/"
WAGTAILADMIN_LOGIN_URL = "/gestion/login/"
# Where French people live. By default, every name the system knows, and browsers refuse some («localtime»).
WAGTAIL_USER_TIME_ZONES = [
    TIME_ZONE,
    *(f"America/{name}" for name in ("Cayenne", "Guadeloupe", "Martinique", "Miquelon")),
    *("Indian/Mayotte", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis"),
]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Whoever writes a study publishes it (docs/decisions/0013): nobody would answer to «soumettre à modération».
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # «Étude» is at /etudes/etude/: an address that can be read out and typed
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "french"}
}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "website/password_document.html"  # noqa: S105 (a template)
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "website/password_page.html"  # noqa: S105 (a template)
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "json", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpeg", "jpg", "png", "webp"]  # no SVG: it can hold code
# Lighter, upright and without the place they were taken at; a telephone's are 12 million pixels.
WAGTAILIMAGES_IMAGE_FORM_BASE = "milliard.website.picture_form.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_AVIF_QUALITY, WAGTAILIMAGES_WEBP_QUALITY = 60, 76
UI_SITE_LINKS = "milliard.website.navigation.site_links"  # who fills the header and the footer
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # no page calls another host

# What the movement decides ---------------------------------------------------------------------

# No count under this number of people or organisations is published.
DISCLOSURE_THRESHOLD = env.int("DISCLOSURE_THRESHOLD", 5)
# Where frozen datasets are kept: "database" (one backup holds all) or "disk" (PRIVATE_ROOT).
DATASET_STORAGE = env.str("DATASET_STORAGE", "database", validate=validate.OneOf(("database", "disk")))
# Posts accepted from one address in ten minutes on a public form; a village hall shares one address.
PUBLIC_FORM_RATE = env.int("PUBLIC_FORM_RATE", 1_200)
NEW_RESPONSE_RATE = env.int("NEW_RESPONSE_RATE", 120)
BANK_MATCH_THRESHOLD = env.int("BANK_MATCH_THRESHOLD", 80, validate=validate.Range(min=0, max=100))

# Money ------------------------------------------------------------------------------------------

# HelloAsso: its API (sandbox: https://api.helloasso-sandbox.com), the association's name there and its keys.
# Without a name and keys, nobody is offered to pay by card.
HELLOASSO_API_URL = env.str("HELLOASSO_API_URL", "https://api.helloasso.com").rstrip("/")
HELLOASSO_ORGANIZATION = env.str("HELLOASSO_ORGANIZATION", "")
HELLOASSO_CLIENT_ID = env.str("HELLOASSO_CLIENT_ID", "")
HELLOASSO_CLIENT_SECRET = env.str("HELLOASSO_CLIENT_SECRET", "")
# What its notifications must come with, where it gives it: neither is needed for them to be harmless.
HELLOASSO_SIGNATURE_KEY = env.str("HELLOASSO_SIGNATURE_KEY", "")
HELLOASSO_ADDRESSES: list[str] = env.list("HELLOASSO_ADDRESSES", [])
# Where transfers and cheques go; empty: not offered.
PAYMENT_IBAN = env.str("PAYMENT_IBAN", "")
PAYMENT_HOLDER = env.str("PAYMENT_HOLDER", "")
PAYMENT_CHEQUE_ADDRESS = env.str("PAYMENT_CHEQUE_ADDRESS", "")

# Logs: one JSON object a line on standard error, no personal data ---------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(levelname)s %(name)s %(message)s",
            "timestamp": True,
        }
    },
    "filters": {"without_values": {"()": "milliard.core.logs.WithoutValues"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_values"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own access log would repeat paths and addresses; milliard.request says what is needed.
        "django.server": {"handlers": [], "propagate": False},
        "milliard": {"level": LOG_LEVEL},
    },
}
