"""
Settings of the sample back end. The environment decides:

FIELD_FOLDER  where the database and the uploaded files are kept; a folder in the temporary one if absent
GZIP          on: compress, as most deployments do. Tags of compressed answers turn weak
CORS          full: pages of other ports of this machine may use it; noexpose: they may, but see no tag; off
SESSIONS      on: a session signs in, too, at /sign-in/; Django then checks CSRF tokens
SCHEMA        full: the exported schema declares If-Match, ETag, 304, 412 and 428; marker: it only has the sentence
"""
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from corsheaders.defaults import default_headers

FOLDER = Path(os.environ.get("FIELD_FOLDER") or Path(tempfile.gettempdir()) / "ifmatch-django")
FOLDER.mkdir(parents=True, exist_ok=True)
GZIP = os.environ.get("GZIP") == "on"
CORS = os.environ.get("CORS", "off")
SESSIONS = os.environ.get("SESSIONS") == "on"
SCHEMA = os.environ.get("SCHEMA", "marker")

# It listens on 127.0.0.1 and holds made-up records.
SECRET_KEY = "only for tests on this machine"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "backend.urls"
MEDIA_ROOT = FOLDER / "media"
MEDIA_URL = "/media/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "backend",
    "planning",
    "jobs",
    "purchasing",
    "claims",
]

MIDDLEWARE = [
    # Outermost: whatever makes or compares tags sees the body as it is.
    *(["django.middleware.gzip.GZipMiddleware"] if GZIP else []),
    *(["corsheaders.middleware.CorsMiddleware"] if CORS != "off" else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://(localhost|127\.0\.0\.1):\d+$"]
CORS_ALLOW_HEADERS = [*default_headers, "if-match", "if-none-match", "if-modified-since"]
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified", "X-Resource-Version"] if CORS == "full" else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

DATABASES = {
    "default": {
        "ENGINE": "sqlite_immediate",
        "NAME": FOLDER / "field.sqlite3",
        "OPTIONS": {"timeout": 60},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        *(["rest_framework.authentication.SessionAuthentication"] if SESSIONS else []),
        "rest_framework_simplejwt.authentication.JWTAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "backend.problems.validation_problem",
}

SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(days=1)}

SPECTACULAR_SETTINGS = {
    "TITLE": "Field Operations API",
    "VERSION": "1.0.0",
    "DESCRIPTION": """One API for the people who plan the work, run the jobs and check what
the payers make of the claims.

* **Planning**: people, projects and who is assigned to what.
* **Jobs and purchasing**: quotes, events, orders and deliveries.
* **Claims analytics**: uploads, reports and the alerts that come out of them.

Dates are local to the site. Amounts are strings with two decimals.""",
    "SERVERS": [{"url": "https://field.example.com"}],
    "TAGS": [
        {"name": "auth", "description": "Sign in and stay signed in."},
        {"name": "Jobs", "description": "Jobs from the first enquiry to the final invoice."},
        {"name": "Purchasing", "description": "Purchase orders and the deliveries against them."},
        {"name": "people"},
        {"name": "projects"},
    ],
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        *(["backend.declare.declare_preconditions"] if SCHEMA == "full" else []),
    ],
    "ENUM_NAME_OVERRIDES": {
        "AlertStatusEnum": "claims.models.AlertStatus",
        "DenialReasonEnum": "claims.models.DenialReason",
        "DriftTypeEnum": "claims.models.DriftType",
        "JobPriorityEnum": "jobs.models.JobPriority",
        "JobStatusEnum": "jobs.models.JobStatus",
        "LineKindEnum": "jobs.models.LineKind",
        "ProficiencyEnum": "planning.models.Proficiency",
        "ProjectStatusEnum": "planning.models.ProjectStatus",
        "PurchaseOrderStatusEnum": "purchasing.models.OrderStatus",
        "ReportRunStatusEnum": "claims.models.RunStatus",
        "UploadStatusEnum": "claims.models.UploadStatus",
    },
}
