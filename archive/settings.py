"""The only settings module: every setting from the environment, every default starts a fresh clone.

Names of environment variables are those in docs/deploying.md under "Settings"; `tests/test_docs.py` compares.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from archive.version import own_version

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_int(name: str, default: int) -> int:
    return int(env(name, str(default)))


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# ------------------------------------------------------------------ where run-time data lives
VAR_DIR = Path(env("ARCHIVE_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # drafts, closed texts and accounts lie in it


def _kept_secret() -> str:
    """The secret key of this machine: made once, readable by its owner alone."""
    path = VAR_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text("ascii")


SECRET_KEY = env("SECRET_KEY") or _kept_secret()
DEBUG = env_bool("DEBUG", False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", "")
# The address readers cite. Empty: the address of the request.
SITE_URL = env("SITE_URL").rstrip("/")
SITE_NAME = env("SITE_NAME", "Hemeroteca")
# Whom harvesters and API users may write to. Empty: webmaster at the host of the request.
CONTACT_EMAIL = env("CONTACT_EMAIL")
BEHIND_TLS = env_bool("BEHIND_TLS", False)
# The styles that the menus begin with, by their keys or their names in CSL; four of them stand in each citation box.
CITATION_STYLES = env_list("CITATION_STYLES", "")

INSTALLED_APPS = [
    "archive",
    "ingest",
    "search",
    "haystack",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "archive.web.head_requests.without_body",
    "archive.web.request_ids.with_request_id",
    "archive.monitoring.metrics.counted",
    "archive.web.known_hosts.known_hosts",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "archive.web.shared_caches.kept_from_shared_caches",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "archive.web.address_limits.AddressLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "archive.web.null_characters.NullCharactersMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "archive.accounts.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
    "archive.accounts.reading_rooms.telling_who_asks",
    "search.not_indexed_yet.once_a_request",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "archive.context.site",
            ],
            "builtins": ["archive.templatetags.language_attributes"],
        },
    },
]

# ------------------------------------------------------------------ database
# WAL + IMMEDIATE + a long timeout: the only combination that failed no write under load.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{VAR_DIR / 'hemeroteca.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    # Tests use a file: browser tests read it from the server's threads.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:  # a server that does not even refuse would hold every thread for minutes
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # Connections of one process at most, which its threads share; 0: each thread has its own.
    if DATABASE_POOL := env_int("DATABASE_POOL", 0):
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}
        DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps them
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ files
ORIGINALS_DIR = VAR_DIR / "originals"  # the uploaded bytes, content-addressed, never changed
DERIVED_DIR = VAR_DIR / "derived"  # page images; may be deleted and are made again
# Originals and what is made of them for all machines of an archive: s3://bucket/prefix?endpoint=https://…
STORAGE_URL = env("STORAGE_URL")
ORIGINAL_COPIES_MB = env_int(
    "ORIGINAL_COPIES_MB", 5_000
)  # of them on each machine; those longest unused make room
FIXITY_MB_A_SECOND = env_int("FIXITY_MB_A_SECOND", 2)  # how fast `serve` looks through them; 0: not at all
TILES_MB = env_int("TILES_MB", 20_000)  # of pages drawn as large as their scans; the oldest make room
# Answers that every reader gets alike, for as long as nothing changes: in files, for the processes of one start of the
# server, or for all machines of one version where CACHE_URL says so: redis://host:6379/0, or db:// for the database.
CACHE_URL = env("CACHE_URL")
_CACHE_BACKENDS = {
    "": ("archive.web.answer_files.AnswerFiles", VAR_DIR / "answers"),
    "db": ("django.core.cache.backends.db.DatabaseCache", "archive_answers"),
    "redis": ("archive.web.answer_redis.AnswerRedis", CACHE_URL),
    "rediss": ("archive.web.answer_redis.AnswerRedis", CACHE_URL),
}
_backend, _location = _CACHE_BACKENDS[CACHE_URL.partition("://")[0]]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "answers": {
        "BACKEND": _backend,
        "LOCATION": _location,
        "KEY_PREFIX": own_version() if CACHE_URL else secrets.token_hex(8),
        "TIMEOUT": 3600,
        "OPTIONS": {} if CACHE_URL.startswith("redis") else {"MAX_ENTRIES": 1000},
    },
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "staticfiles": {"BACKEND": "archive.web.staticfiles.HashedStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "staging"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
# Uploads go to disk at once: the memory of the web process stays flat.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
UPLOAD_MAX_MB = env_int("UPLOAD_MAX_MB", 500)
UPLOAD_MAX_FILES = env_int("UPLOAD_MAX_FILES", 100)
UPLOAD_MAX_PAGES = env_int("UPLOAD_MAX_PAGES", 3000)
REPORTS_AN_HOUR = env_int("REPORTS_AN_HOUR", 10)  # of errors, from one address
DISK_FLOOR_MB = env_int("DISK_FLOOR_MB", 200)  # uploads that would leave less free are refused
# Of a page that a published article shares with a draft, the draft's part is covered unless this is set.
SHOW_DRAFTS_ON_SHARED_PAGES = env_bool("SHOW_DRAFTS_ON_SHARED_PAGES", False)
# Who comes from there may read what is open on the premises alone: ranges of addresses, 192.0.2.0/24,2001:db8::/32.
READING_ROOM_ADDRESSES = env_list("READING_ROOM_ADDRESSES", "")
PARSE_SECONDS = env_int("PARSE_SECONDS", 20)
PARSE_MEMORY_MB = env_int("PARSE_MEMORY_MB", 2048)
# Page images are recognised in these, unless a person says in which; those installed count.
OCR_LANGUAGES = env_list("OCR_LANGUAGES", "eng,spa,por,fra")
DATA_UPLOAD_MAX_NUMBER_FILES = UPLOAD_MAX_FILES

# ------------------------------------------------------------------ search
SEARCH_DIR = VAR_DIR / "index"
# Empty: the embedded engine. tantivy:///absolute/folder or solr+http://host1:8983,host2:8983/solr/NAME.
SEARCH_URL = env("SEARCH_URL")
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "search.backends.haystack_backend.ArchiveEngine"}}
# The archive shows hits and related articles without knowing the search app: it is named here.
HIT_LOCATOR = "search.engine.locate_in_document"
RECORD_CHANGE = "ingest.store.changes.change_of_rows"
RELATED_FINDER = "search.engine.related_documents"
RESULTS_WALK = "search.walk.articles_beside"
SEARCH_PROBLEM = "search.errors.SearchError"
SEARCH_CHECK = "search.engine.is_answering"
INDEX_VERSION = "search.engine.index_version"
WARM_UP = "search.warming.warm_up"  # before the web server forks
# The tables of what `manage.py doctor` looks at.
FINDINGS = [
    "archive.monitoring.machine.FINDINGS",
    "ingest.queue.watching.FINDINGS",
    "search.watching.FINDINGS",
]
# What tells of copies of an article's text, for who takes it down.
TEXT_COPIES = [
    "archive.scans.scan_copies.copies_of_text",
    "archive.web.kept_answers.copies_of_text",
    "search.index_copies.copies_of_text",
    "ingest.store.history_copies.copies_of_text",
    "ingest.queue.reading_copies.copies_of_text",
]
# The tables of the addresses below /api/, one an app.
API_TABLES = [
    "search.api_endpoints.ENDPOINTS",
    "archive.interop.api.catalogue.ENDPOINTS",
    "archive.interop.api.style_addresses.ENDPOINTS",
]

# ------------------------------------------------------------------ web server (`manage.py serve`)
HOST = env("HOST", "127.0.0.1")
PORT = env_int("PORT", 8000)
WEB_PROCESSES = env_int("WEB_PROCESSES", 2)
WEB_THREADS = env_int("WEB_THREADS", 8)
REQUESTS_A_MINUTE = env_int("REQUESTS_A_MINUTE", 0)  # from one address; 0 for no limit
METRICS_TOKEN = env("METRICS_TOKEN")  # empty: /metrics answers this machine alone

# ------------------------------------------------------------------ people
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses those who failed too often
    "django.contrib.auth.backends.ModelBackend",
]
# Counted by name and address together: nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env_int("SIGN_IN_ATTEMPTS", 5)
# And from one address only so many names may fail: as many as the people of a reading room behind one proxy.
SIGN_IN_NAMES = env_int("SIGN_IN_NAMES", 30)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("SIGN_IN_WAIT_MINUTES", 15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # what the page says of the time to wait is true
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signs in when is nobody's business
AXES_CLIENT_IP_CALLABLE = "archive.accounts.signing_in.address_of"
AXES_LOCKOUT_CALLABLE = "archive.accounts.signing_in.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
# Those who may change anything must sign in with a second factor: always where strangers come by.
SECOND_FACTOR = env_bool("SECOND_FACTOR", BEHIND_TLS)
OTP_TOTP_ISSUER = SITE_NAME
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = env("LANGUAGE_CODE", "en")
# A language is a line here and a catalogue below archive/locale; its name is written in itself.
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
TIME_ZONE = env("TIME_ZONE", "UTC")
USE_TZ = True

# ------------------------------------------------------------------ what a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Nothing here measures, films, listens or pays. The scan fills the screen; citations go to the clipboard.
PERMISSIONS_POLICY = {
    **{
        feature: []
        for feature in (
            "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
            "hid", "local-fonts", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
            "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
        )
    },
    "clipboard-write": "self",
    "fullscreen": "self",
}  # fmt: skip
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [
        "^(healthz|readyz|metrics)$"
    ]  # monitors on the machine itself come without the proxy
    SECURE_HSTS_SECONDS = 63_072_000  # two years, as lists of sites to preload ask for
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env_bool("HSTS_SUBDOMAINS", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# ------------------------------------------------------------------ log
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "archive.web.log_lines.WithRequestId"},
        "not_twice": {"()": "archive.web.log_lines.NotTwice"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
        "json": {"()": "archive.web.log_lines.JsonLines"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env("LOG_FORMAT", "line"),
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "pypdf": {"level": "ERROR"},
        "django.request": {"level": "ERROR", "filters": ["not_twice"]},
        "axes": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
    },
}
