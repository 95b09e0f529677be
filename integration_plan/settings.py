"""All settings, read from the environment; none is needed to try the site. The README has the table."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from integration_plan.safety import refuse_unsafe, secret_key_of_this_machine

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()

# Where the site lives. An https address means production: secure cookies, HSTS and no unsafe setting.
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
SECURE = SITE_URL.startswith("https://")
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key_of_this_machine(VAR_DIR / "secret_key", needed=not SECURE)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
OIDC_PROVIDER_URL = env.str("OIDC_PROVIDER_URL", "").rstrip("/")
refuse_unsafe(
    site_url=SITE_URL,
    debug=DEBUG,
    secret_key=SECRET_KEY,
    allowed_hosts=ALLOWED_HOSTS,
    provider_url=OIDC_PROVIDER_URL,
)

INSTALLED_APPS = [
    "allauth",  # before our own apps, which take its pages out of the back office
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "integration_plan",
    "funding",
    "domains",
    "accounts",
    "partnerships",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "import_export",
    "rest_framework",
    "simple_history",
    "translated_fields",
]

MIDDLEWARE = [
    "integration_plan.visit_book.counted_visits",
    "integration_plan.page_cache.shared_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "integration_plan.middleware.open_data",
]

ROOT_URLCONF = "integration_plan.urls"
WSGI_APPLICATION = "integration_plan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "integration_plan.context_processors.site",
            ],
        },
    }
]

# Data. SQLite to try the site and for small towns, PostgreSQL by its address.
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Write-ahead logging and immediate transactions let readers and writers work side by side without "locked" errors.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
            "PRAGMA journal_size_limit=67108864"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}

# What everybody sees alike is kept in the memory of each process, and asked for again as soon as anything is written.
CACHE_MB = env.int("CACHE_MB", 32)
CACHE_SECONDS = env.float("CACHE_SECONDS", 0)

# How often pages are shown is noted here, without anything about who reads; `count_visits` adds it up.
COUNT_VISITS = env.bool("COUNT_VISITS", True)
VISITS_DIR = VAR_DIR / "visits"

CACHE = env.cache_url("CACHE_URL", "locmemcache://")
UPLOADS = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "uploads"}
CACHES = {
    "default": CACHE,
    # A list of operations waits here for a yes, which may reach another process: so never in the memory of one.
    "uploads": (UPLOADS if "locmem" in CACHE["BACKEND"] else CACHE) | {"KEY_PREFIX": "uploads", "TIMEOUT": 60 * 60},
}

# People. E-mail and password; five wrong guesses for one account from one address close the door for a quarter.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_ADAPTER = "accounts.adapters.Accounts"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.RegisterForm",
    "add_email": "accounts.forms.NewAddressForm",
    "change_password": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.FirstPasswordForm",
    "reset_password": "accounts.forms.ForgottenForm",
    "reset_password_from_key": "accounts.forms.ResetForm",
    "reauthenticate": "accounts.forms.AgainForm",
    "confirm_email_verification_code": "accounts.forms.AddressCodeForm",
    "confirm_password_reset_code": "accounts.forms.ResetCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes that are typed, not links: nothing in a mail opens an account by itself, and no log of addresses holds a key.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip,60/h/ip",
    "reset_password": "20/m/ip,5/h/key",  # mails to an address that somebody types
    "confirm_email": "1/10s/key,5/h/key",  # the same
    "login_failed": "5/15m/key",  # wrong codes of a second factor; axes counts wrong passwords
    "correction": "10/h/ip",  # errors that readers report
    "answer": "20/h/ip",  # to questions put to everybody; a class of pupils shares an address
    "follow_by_mail": "10/h/ip,3/d/key",  # mails to an address that somebody types
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0
AXES_CLIENT_IP_CALLABLE = "allauth.core.internal.httpkit.get_client_ip"
AXES_USERNAME_CALLABLE = "accounts.sign_in.account_guessed"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # no list of who signed in when
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# A second factor: an app that shows codes, passkeys, and recovery codes for the day that both are lost.
MFA_ADAPTER = "accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Integratieplan"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.AppForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
}
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", False)

# Staff who sign in through their own organisation: OpenID Connect, when the address of a provider is given.
OIDC_SECOND_FACTOR = env.list("OIDC_SECOND_FACTOR", default=[])
SOCIALACCOUNT_ADAPTER = "accounts.staff_provider.StaffProvider"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.ProviderRegisterForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our policy lets no form lead to another site
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": env.list("OIDC_SCOPES", default=["openid", "profile", "email"]),
        "APPS": [
            {
                "provider_id": "staff",
                "name": "OpenID Connect",
                "client_id": env.str("OIDC_CLIENT_ID", ""),
                "secret": env.str("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_PROVIDER_URL},
            }
        ]
        if OIDC_PROVIDER_URL
        else [],
    }
}

# Languages. Dutch first; content falls back to this language, with the language marked.
LANGUAGES = [("nl", _("Dutch")), ("en", _("English")), ("fr", _("French")), ("de", _("German"))]
LANGUAGE_CODE = env.str("DEFAULT_LANGUAGE", "nl")
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["integration_plan.formats"]
FILTERS_EMPTY_CHOICE_LABEL = _("All")
USE_I18N = True
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

# Files that belong to the site.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security. The policy has no exception: no inline script or style, nothing from another host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = CSRF_COOKIE_AGE = 8 * 60 * 60  # a working day
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Post.
vars().update(env.email_url("EMAIL_URL", "consolemail://"))
LINKS_MAY_ALSO_LEAD_TO = frozenset()  # (address, port) of servers that not everybody can reach: only tests name one
EMAIL_TIMEOUT = 20  # seconds: nobody waits longer for a mail server
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Integratieplan <noreply@{SITE_HOST}>")

# The API: open data, read-only, the same for everybody. Counted by address, so that no program keeps others waiting.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["integration_plan.parameters.SparseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["integration_plan.parameters.Filters"],
    "DEFAULT_PAGINATION_CLASS": "integration_plan.parameters.Pages",
    "DEFAULT_SCHEMA_CLASS": "integration_plan.api.Description",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "600/min"},
    "EXCEPTION_HANDLER": "integration_plan.problems.as_problem",
    "NUM_PROXIES": 1 if SECURE else 0,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Integratieplan",
    "DESCRIPTION": _("Open data on an action plan: what was promised, what was done, and with which money."),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATIONS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they tell who changes the code, not who reads the data
    "ENUM_NAME_OVERRIDES": {
        "MeasureStatus": "domains.models.Measure.Status",
        "ActionStatus": "domains.models.Action.Status",
        "OrganisationLevel": "partnerships.models.Organisation.Level",
        "TerritoryLevel": "partnerships.models.Territory.Level",
        "OrganisationKind": "partnerships.models.Organisation.Kind",
        "OpeningState": "domains.models.Question.State",  # of consultations too
        "PartnershipState": "partnerships.models.Partnership.State",
        "MemberRole": "partnerships.models.Membership.Role",
        "DomainKind": "domains.models.Domain.Kind",
        "DocumentKind": "domains.models.Document.Kind",
        "FundFactKind": "funding.models.FundFact.Kind",
    },
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Logs say what happened to the site, never who typed which password: requests are logged by path only.
LOG_FORMAT = env.str("LOG_FORMAT", "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "integration_plan.logging.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "weasyprint": {"level": "ERROR"},  # it tells of every step, and of every name that stands twice
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
