"""Django's settings, all derived from `environment.Environment`; importable without a database."""

import os
from pathlib import Path
from typing import Any

from savoir.config.environment import Environment
from savoir.config.launcher.places import Places
from savoir.config.launcher.secret import read_key

ENVIRONMENT = Environment.read()
BASE = Path(__file__).resolve().parent.parent
PRODUCTION = ENVIRONMENT.is_production

DEBUG = False
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, *(["testserver"] if ENVIRONMENT.mode == "test" else [])]


def _secret_key() -> str:
    """The operator's key, else the one the launcher made for this home; with "" Django refuses to sign."""
    if ENVIRONMENT.secret_key or PRODUCTION:
        return ENVIRONMENT.secret_key
    if ENVIRONMENT.mode == "test":
        return "of tests only: nobody is served, and parallel workers share it"
    return read_key(Places(ENVIRONMENT.home).key)


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.former_keys)  # still open what they sealed, sign nothing new

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "savoir.kernel",
    "savoir.organizations",
    "savoir.orders",
    "savoir.policies",
    "savoir.cases",
    "savoir.conversations",
    "savoir.logistics",
    "savoir.resolutions",
    "savoir.insights",
    "savoir.api",
    "savoir.web.components",
    "savoir.web",
    "savoir.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "savoir.api.door.api_door",  # before sessions: no cookie opens the API
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "savoir.config.visits.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "savoir.web.middleware.organization_block",
]

ROOT_URLCONF = "savoir.config.urls"
WSGI_APPLICATION = "savoir.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organizations.User"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

_TEMPLATES_OF_ROOMS = "django.template.loaders.app_directories.Loader"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("savoir.web.components.folding.Loader", [_TEMPLATES_OF_ROOMS])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "savoir.web.context.shell",
            ],
        },
    }
]


_POOL: dict[str, Any] = {"min_size": 1, "max_size": ENVIRONMENT.pool_size, "timeout": 10}
DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "savoir.config.postgres",
        "NAME": os.environ.get("SAVOIR_DB_NAME", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a pool must not hand out connections to a server that was restarted
        "OPTIONS": {
            "application_name": "savoir",
            "server_side_binding": True,  # a statement asked three times is planned once
            "prepare_threshold": 3,
            **({} if ENVIRONMENT.mode == "test" else {"pool": _POOL}),
        },
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "savoir.config.visits"
AUTHENTICATION_BACKENDS = ["savoir.config.visits.Accounts"]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if ENVIRONMENT.mode == "test" else []),
]
if ENVIRONMENT.mode == "test":
    PASSWORD_HASHERS.reverse()
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/entree/"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = "savoir_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
MEDIA_ROOT = ENVIRONMENT.home / "media"
_HASHED_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _PLAIN_STATIC if ENVIRONMENT.mode == "test" else _HASHED_STATIC},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ENVIRONMENT.mode == "test"  # no collected folder there
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send "Origin: null", which CSRF refuses
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0  # addresses at the end of X-Forwarded-For that are ours
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-savoir"
    CSRF_COOKIE_NAME = "__Host-savoir-csrf"
    CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]

PROCRASTINATE_ON_APP_READY = "savoir.kernel.jobs.worker.on_app_ready"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"personal_data": {"()": "savoir.kernel.logs.PersonalDataFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["personal_data"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "WARNING"},
        # A foreign name is answered with 400; the world's scanners need no traceback each.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
        "psycopg.pool": {"level": "WARNING"},
    },
}

API_RATE: int = ENVIRONMENT.api_rate  # requests of one key in a minute, over all web processes
SOURCE_URL = ENVIRONMENT.source_url
BASE_URL = ENVIRONMENT.base_url
WEBHOOKS_TO_LOOPBACK = ENVIRONMENT.webhooks_to_loopback
