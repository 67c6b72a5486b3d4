"""Settings shared by every installation; what differs comes from the environment (see docs/operator.md)."""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

# Generic Django classes (QuerySet[Row], TextField[...]) can be subscripted at run time as mypy reads them.
django_stubs_ext.monkeypatch()

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything the running portal writes (database, uploads, keys, indexes) lies under one folder.
VAR = Path(env.str("PORTAL_VAR", default=str(PROJECT_ROOT / "var")))

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ── The house: upper floors first, as in docs/architecture ──────────────────
OWN_APPS = [
    "portal",
    "search.doors",
    "cms_pages",
    "records.openness",
    "records.learning",
    "records.assessments",
    "records.webhooks",
    "records.funds",
    "records.members",
    "records.alerts",
    "media",
    "records.access",
    "records.organisations",
    "records.regulations",
    "records.kit",
    "records.audit",
    "search.index",
    "records.crypto",
    "theme",
]
INSTALLED_APPS = [
    *OWN_APPS,
    # Wagtail
    "wagtail.contrib.redirects",
    "wagtail.contrib.forms",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "treebeard",
    # The framework and its companions
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "axes",
    "corsheaders",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "records.audit.middleware.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "portal.middleware.ApiOriginsMiddleware",
    "portal.middleware.WholeRequestMiddleware",
    "cms_pages.visitors.VisitorsPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "records.access.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms_pages.middleware.MovedAddressMiddleware",
]

# How many of our own proxies stand before the portal: only then is X-Forwarded-For believed (see docs/operator.md).
PROXY_HOPS = env.int("PROXY_HOPS", default=0)

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.portal",
            ],
        },
    }
]

# ── Data ────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with IMMEDIATE transactions and a 20 s wait, eight writers never see "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
            "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-16000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # each write opens its own transaction, in its service
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Lockout and rate limits must be shared by all processes, so the default is the database, not memory.
if env.str("CACHE_URL", default=""):
    CACHES = {"default": env.cache("CACHE_URL")}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "portal_cache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

# ── Search ──────────────────────────────────────────────────────────────────
# "" or "embedded" is the embedded engine in var/search.sqlite3; http(s)://… is Elasticsearch (several, comma-separated).
SEARCH_URL = env.str("SEARCH_URL", default="embedded")
SEARCH_INDEX = env.str("SEARCH_INDEX", default="portal")
SEARCH_EMBEDDED_PATH = VAR / "search.sqlite3"
# Statistics of what is asked hold no persons; words are kept only when asked in so many stretches of ten minutes on one
# day, and for so many days (half a year shows what comes back with the seasons of the work).
SEARCH_QUERY_THRESHOLD = env.int("SEARCH_QUERY_THRESHOLD", default=3)
SEARCH_QUERY_DAYS = env.int("SEARCH_QUERY_DAYS", default=180)

# ── Background work ─────────────────────────────────────────────────────────
# retry must exceed timeout or tasks run twice; max_attempts unset retries for ever; catch_up replays missed reminders.
Q_CLUSTER = {
    "name": "portal",
    "label": "后台任务",
    "workers": env.int("QUEUE_WORKERS", default=2),
    "timeout": 120,
    "retry": 300,
    "max_attempts": 5,
    "catch_up": False,
    "ack_failures": True,
    "save_limit": 1000,
    "poll": 0.5,
}
BROKER_URL = env.str("BROKER_URL", default="orm")
if BROKER_URL == "orm":
    Q_CLUSTER["orm"] = "default"
else:
    Q_CLUSTER["redis"] = BROKER_URL

# ── People ──────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "records.access.backends.PortalBackend",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "records.access.sessions"
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True

# Lockout: five failures lock the sign-in name (as a keyed hash, for a phone may be typed there) for fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCK_OUT_AT_FAILURE = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "records.access.lockout.lockout_key"
AXES_LOCKOUT_CALLABLE = "records.access.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# ── Encryption (records/crypto) ─────────────────────────────────────────────
CRYPTO_SUITE = env.str("CRYPTO_SUITE", default="intl")  # intl: AES-GCM, SHA-256; gm: SM4-GCM, SM3
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[])  # "id:base64 of 32 bytes"; the first is current
LOOKUP_KEYS: list[str] = env.list("LOOKUP_KEYS", default=[])
# The first hashes new passwords; the other still reads what was stored before a change of suite.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "records.crypto.hashers.SM3PasswordHasher",
]
if CRYPTO_SUITE == "gm":
    PASSWORD_HASHERS.reverse()

# ── Language, time ──────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [PROJECT_ROOT / "portal" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# ── Files ───────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"  # nothing is served from here: one view asks permission for every file
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "media.storage.AskingStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ACCEL_PREFIX = env.str("FILES_ACCEL_PREFIX", default="")  # internal location of MEDIA_ROOT in nginx, if any
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "media.handlers.RefusingUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── Wagtail ─────────────────────────────────────────────────────────────────
WAGTAIL_SITE_NAME = "党务门户"
WAGTAILADMIN_BASE_URL = env.str("PORTAL_URL", default="http://localhost:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the site
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILREDIRECTS_AUTO_CREATE = False  # one prefix redirect is written by the move itself
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms_pages.workflow.publish_after_review"
WAGTAIL_MODERATION_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}}
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PortalImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.PortalDocumentForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = None  # media.uploads refuses, in words that name the file and the cure
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILADMIN_COMMENTS_ENABLED = False  # a comment would name its writer to everyone who may write there
WAGTAIL_AUTOSAVE_INTERVAL = 5000  # milliseconds; each save rewrites the writer's own last version

# ── API ─────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "records.access.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # the door is visible_to and the services
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "records.kit.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "records.kit.api.problem_handler",
    "PAGE_SIZE": 20,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "党务门户接口",
    "DESCRIPTION": "与网站同一套查询、服务和权限。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Choices stay where they are used: shared enumerations would be named by chance when two fields are called alike.
    "POSTPROCESSING_HOOKS": ["portal.api.schema.with_refusals"],
    "PREPROCESSING_HOOKS": ["portal.api.schema.only_our_routes"],
}
# Which other sites' scripts may call the API: with a token or without sign-in; with the session only the second list.
API_CREDENTIAL_ORIGINS: list[str] = env.list("API_CREDENTIAL_ORIGINS", default=[])
API_ALLOWED_ORIGINS: list[str] = env.list("API_ALLOWED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = [*API_ALLOWED_ORIGINS, *API_CREDENTIAL_ORIGINS]
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-csrftoken",
]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After"]
CORS_PREFLIGHT_MAX_AGE = 600

# ── Webhooks: the one thing that leaves the site, and only where somebody subscribed ──
WEBHOOK_PRIVATE_NETWORKS: list[str] = env.list("WEBHOOK_PRIVATE_NETWORKS", default=[])  # e.g. 10.20.0.0/16
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")  # certificates of an authority of one's own

# ── Browser security: strict outside /admin/, what Wagtail needs inside it ──
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],  # Wagtail previews a page in a frame of its own site
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# ── The portal's own name and footer, as data ───────────────────────────────
PORTAL = {
    "name": env.str("PORTAL_NAME", default="清平党务"),
    "subtitle": env.str("PORTAL_SUBTITLE", default="清平县基层党组织门户"),
    "seal": env.str("PORTAL_SEAL", default="清平"),
    "sponsor": env.str("PORTAL_SPONSOR", default="中共清平县委组织部"),
    "phone": env.str("PORTAL_PHONE", default="0900-6121-2371"),
    "hours": env.str("PORTAL_HOURS", default="工作日 8:30–12:00，14:30–17:30"),
    "filing": env.str("PORTAL_FILING", default=""),  # ICP备案号
}
DEMO = env.bool("PORTAL_DEMO", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
