"""Django's settings, built from the typed names in `env.py`. Production and tests differ by environment only."""

from pathlib import Path

import dj_database_url

from liemchinh import env, logs

HERE = Path(__file__).resolve().parent
DATA = env.folder()

DEBUG = env.flag(env.DEBUG)
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.words(env.HOSTS)
AUDIENCE = env.one_of(env.AUDIENCE, ("public", "desk", "sealed"))
ROOT_URLCONF = f"liemchinh.urls_{AUDIENCE}"
_FRAMES = {"public": "portal.frame", "desk": "desk.frame", "sealed": "portal.sealed.frame"}
FACE_FRAME = f"liemchinh.{_FRAMES[AUDIENCE]}.frame"
WSGI_APPLICATION = "liemchinh.wsgi.application"
PUBLIC_URL = env.public_url()
DESK_URL = env.desk_url()
HOME_UNIT = env.text(env.UNIT)
OPEN311_KEYS = env.words(env.OPEN311_KEYS)
CODE_FORM = env.code_form()
PROXIES = env.number(env.PROXIES)
ONION_LOCATION = env.text(env.ONION)

INSTALLED_APPS = [
    "liemchinh.ledger",
    "liemchinh.org",
    "liemchinh.payments",
    "liemchinh.notices",
    "liemchinh.procedures",
    "liemchinh.reception",
    "liemchinh.dossiers",
    "liemchinh.petitions",
    "liemchinh.sealed",
    "liemchinh.exchange",
    "liemchinh.risk",
    "liemchinh.face",
    "liemchinh.portal",
    "liemchinh.desk",
    "liemchinh.api",
    "liemchinh.jobs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "liemchinh.face.access.AccessLog",
    "liemchinh.face.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "liemchinh.face.middleware.SecurityHeaders",
    "liemchinh.face.middleware.Language",
    "liemchinh.face.middleware.Bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "liemchinh.org.signin.SignedIn",
    "django_htmx.middleware.HtmxMiddleware",
    "liemchinh.face.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liemchinh.face.context.page",
            ],
        },
    }
]

# database: SQLite in the data folder unless DATABASE_URL names another
_url = env.text(env.DATABASE_URL) or f"sqlite:///{DATA / 'db' / 'liemchinh.sqlite3'}"
try:
    DATABASES = {"default": dj_database_url.parse(_url, conn_max_age=600, conn_health_checks=False)}
except ValueError:  # its words are left out: they may hold the password
    sentence = f"{env.DATABASE_URL}: không đọc được địa chỉ này. Ví dụ postgres://ten@may:5432/csdl."
    raise env.BadSetting(sentence) from None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # one writer at a time, taken at BEGIN so two requests never deadlock half-way; FULL so that what a citizen was
    # told is kept survives a power cut
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# one process serves one audience, so counters of the rate limiter may live in its memory
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # past this a third is forgotten: enough that nobody can flush the counters by making new ones
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILES_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# cookies and transport
_HTTPS = env.flag(env.HTTPS)
SESSION_COOKIE_NAME = f"liemchinh_{AUDIENCE}"
CSRF_COOKIE_NAME = f"liemchinh_{AUDIENCE}_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
# the two sites do not post to each other
CSRF_TRUSTED_ORIGINS = [DESK_URL if AUDIENCE == "desk" else PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "liemchinh.face.views.csrf_failure"

# sign-in: officials only; org/signin.py has the doors, org/rules/signin.py the terms
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_CHECKS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _CHECKS + "UserAttributeSimilarityValidator"},
    {"NAME": _CHECKS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _CHECKS + "CommonPasswordValidator"},
    {"NAME": _CHECKS + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
REQUIRE_TOTP = env.require_totp()
SHARED_SIGN_IN = env.shared_sign_in()
LOCAL_SIGN_IN = env.flag(env.LOCAL_SIGN_IN)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600  # seconds: no session row outlives a working day
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "liemchinh.org.signin.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip",
}  # per name we count ourselves, in the database
ACCOUNT_FORMS = {
    "login": "liemchinh.desk.forms.signin.LoginForm",
    "reauthenticate": "liemchinh.desk.forms.signin.ReauthenticateForm",
    "change_password": "liemchinh.desk.forms.signin.ChangePasswordForm",
}
MFA_ADAPTER = "liemchinh.org.signin.Codes"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a key that asks for its PIN or a finger is two factors by itself
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a whole office may stand behind one address
MFA_TOTP_ISSUER = "Liêm Chính"
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute off
MFA_FORMS = {
    "authenticate": "liemchinh.desk.forms.signin.AuthenticateForm",
    "reauthenticate": "liemchinh.desk.forms.signin.ReauthenticateCodeForm",
    "activate_totp": "liemchinh.desk.forms.signin.ActivateTOTPForm",
    "add_webauthn": "liemchinh.desk.forms.keys.AddKeyForm",
    "edit_webauthn": "liemchinh.desk.forms.keys.RenameKeyForm",
    "authenticate_webauthn": "liemchinh.desk.forms.keys.KeyForm",
    "login_webauthn": "liemchinh.desk.forms.keys.LoginKeyForm",
    "reauthenticate_webauthn": "liemchinh.desk.forms.keys.ReauthenticateKeyForm",
}

LOGGING = logs.configuration(
    form=env.one_of(env.LOG_FORMAT, (logs.TEXT, logs.JSON)),
    level=env.one_of(env.LOG_LEVEL, ("DEBUG", "INFO", "WARNING", "ERROR")),
)
