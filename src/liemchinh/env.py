"""Settings that come from outside: typed names read from the environment, each with its meaning.

Every name is `LIEMCHINH_…` (and `DATABASE_URL`); a secret may be given as `<NAME>_FILE`, the path of a file that
holds it. `docs/reference/settings.md` documents each; the house test keeps the two alike.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from liemchinh.kernel import codes


class BadSetting(Exception):
    """A setting in the environment cannot be used; the message says which and what it should look like."""


@dataclass(frozen=True)
class Setting:
    """One name, its default as written in the environment, and what it is for."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: dict[str, Setting] = {}
SHORTEST_KEY = 32
"""Signs of a signing key; whoever guesses it can write anybody's cookies."""


def _declare(name: str, default: str, meaning: str, *, secret: bool = False) -> str:
    SETTINGS[name] = Setting(name, default, meaning, secret)
    return name


DATA = _declare("LIEMCHINH_DATA", "./data", "The one folder a running instance writes to.")
DATABASE_URL = _declare("DATABASE_URL", "", "Database address; empty means SQLite in the data folder.", secret=True)
SECRET_KEY = _declare(
    "LIEMCHINH_SECRET_KEY",
    "",
    "Key that signs cookies; empty means the one kept in the data folder.",
    secret=True,
)
AUDIENCE = _declare("LIEMCHINH_AUDIENCE", "public", "Whom this process serves: public, desk or sealed.")
PUBLIC_BIND = _declare("LIEMCHINH_PUBLIC_BIND", "127.0.0.1:8000", "Address and port of the public site.")
DESK_BIND = _declare("LIEMCHINH_DESK_BIND", "127.0.0.1:8001", "Address and port of the officials' site.")
SEALED_BIND = _declare(
    "LIEMCHINH_SEALED_BIND", "127.0.0.1:8002", "Address and port of the sealed channel, where it has its own process."
)
ONION = _declare(
    "LIEMCHINH_ONION", "", "Address of the sealed channel as an onion service; its pages then tell Tor Browser of it."
)
PUBLIC_URL = _declare(
    "LIEMCHINH_PUBLIC_URL", "", "Address of the public site, as printed; empty means where it listens."
)
DESK_URL = _declare("LIEMCHINH_DESK_URL", "", "Address of the officials' site; empty means where it listens.")
HOSTS = _declare("LIEMCHINH_HOSTS", "127.0.0.1,localhost", "Host names this instance answers to, with commas.")
HTTPS = _declare("LIEMCHINH_HTTPS", "0", "1 when served over HTTPS: secure cookies and strict transport.")
DEBUG = _declare("LIEMCHINH_DEBUG", "0", "1 shows technical error pages; never on a machine others can reach.")
OPEN311_KEYS = _declare(
    "LIEMCHINH_REPORTING_KEYS",
    "",
    "Keys with which other programs may send reflections (Open311), with commas; * lets all in, empty none.",
    secret=True,
)
UNIT = _declare("LIEMCHINH_UNIT", "", "Code of the authority this instance serves; empty means the only one.")
CODE_FORM = _declare(
    "LIEMCHINH_CODE_FORM", codes.CODE_FORM, "How dossier codes are written, from agency, day and ordinal."
)
REQUIRE_TOTP = _declare(
    "LIEMCHINH_REQUIRE_TOTP",
    "",
    "1 asks leaders, editors and administrators for a one-time code at sign-in; empty means 1, but 0 for the demo.",
)
PROXIES = _declare("LIEMCHINH_PROXIES", "0", "How many trusted proxies stand before us (for client addresses).")
LOG_LEVEL = _declare("LIEMCHINH_LOG_LEVEL", "INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR.")
LOG_FORMAT = _declare(
    "LIEMCHINH_LOG_FORMAT", "text", "How the log is written: text for people, json for machines (one object a line)."
)
LEDGER_ORIGIN = _declare(
    "LIEMCHINH_LEDGER_ORIGIN",
    "",
    "Name of this authority's log, as in motcua.xa.vn/ledger; empty means the public site's host and /ledger."
    " Fixed by the first entry.",
)
SIGNER = _declare(
    "LIEMCHINH_SIGNER", "", "Folder of the signer: keys, store, socket; empty means signer in the data folder."
)
WITNESSES = _declare(
    "LIEMCHINH_WITNESSES",
    "",
    "File that names the witnesses and the quorum (tlog-policy lines); empty means witnesses in the data folder.",
)
SMTP = _declare(
    "LIEMCHINH_SMTP",
    "",
    "Mail server for notices, as in smtp://motcua@may.vn:587 or smtps://motcua@may.vn:465; `folder` writes letters into"
    " the data folder; empty means none, but `folder` for the demo.",
)
SMTP_PASSWORD = _declare("LIEMCHINH_SMTP_PASSWORD", "", "Password of that mail account.", secret=True)
MAIL_FROM = _declare(
    "LIEMCHINH_MAIL_FROM", "", "From whom notices come, as in motcua@xa.vn; empty means the account of the mail server."
)
MAILBOX = _declare(
    "LIEMCHINH_MAILBOX",
    "",
    "Mailbox whose letters become petitions, as in imaps://don@may.vn:993/INBOX#H99.12 (folder, and whose register);"
    " empty means none.",
)
MAILBOX_PASSWORD = _declare("LIEMCHINH_MAILBOX_PASSWORD", "", "Password of that mailbox.", secret=True)
MEDIA_MAILBOX = _declare(
    "LIEMCHINH_MEDIA_MAILBOX", "", "Mailbox to which newspapers and broadcasters pass on letters; written alike."
)
MEDIA_PASSWORD = _declare("LIEMCHINH_MEDIA_MAILBOX_PASSWORD", "", "Password of that one.", secret=True)
ZALO_APP = _declare("LIEMCHINH_ZALO_APP", "", "Number of the Zalo application that sends notices; empty means none.")
ZALO_SECRET = _declare("LIEMCHINH_ZALO_SECRET", "", "Secret of that application.", secret=True)
ZALO_TEMPLATES = _declare(
    "LIEMCHINH_ZALO_TEMPLATES",
    "",
    "Which Zalo template serves which notice, as in received=230101,result_ready=230102; others are not sent by Zalo.",
)
ZALO_URL = _declare("LIEMCHINH_ZALO_URL", "https://business.openapi.zalo.me", "Where Zalo takes notices.")
ZALO_OAUTH_URL = _declare("LIEMCHINH_ZALO_OAUTH_URL", "https://oauth.zaloapp.com", "Where Zalo gives access tokens.")
SMS_URL = _declare("LIEMCHINH_SMS_URL", "", "Address of the gateway for short messages; empty means none.")
SMS_KEY = _declare("LIEMCHINH_SMS_KEY", "", "Name or key of our account there.", secret=True)
SMS_SECRET = _declare("LIEMCHINH_SMS_SECRET", "", "Secret of our account there.", secret=True)
SMS_BRAND = _declare("LIEMCHINH_SMS_BRAND", "", "Registered sender name of short messages.")
SMS_BODY = _declare(
    "LIEMCHINH_SMS_BODY",
    '{"ApiKey": "{key}", "SecretKey": "{secret}", "Brandname": "{brand}", "Phone": "{phone}", "Content": "{text}",'
    ' "SmsType": "2", "IsUnicode": "0", "RequestId": "{id}"}',
    "What the gateway is posted, as JSON with the places {key} {secret} {brand} {phone} {text} {id}.",
)
SMS_OK = _declare("LIEMCHINH_SMS_OK", "CodeResult=100", "By which field and value its answer says a message was taken.")
SMS_ID = _declare("LIEMCHINH_SMS_ID", "SMSID", "In which field of its answer it gives the message's number.")
LOCAL_SIGN_IN = _declare(
    "LIEMCHINH_LOCAL_SIGN_IN", "1", "0 closes sign-in by password or key of our own: only by the shared service."
)
OIDC_ISSUER = _declare(
    "LIEMCHINH_OIDC_ISSUER", "", "Address of a shared sign-in service (OpenID Connect) for officials; empty: none."
)
OIDC_CLIENT_ID = _declare("LIEMCHINH_OIDC_CLIENT_ID", "", "How that service knows us.")
OIDC_CLIENT_SECRET = _declare("LIEMCHINH_OIDC_CLIENT_SECRET", "", "The secret it gave us.", secret=True)
OIDC_NAME = _declare("LIEMCHINH_OIDC_NAME", "tài khoản dùng chung", "What the button calls that service.")
OIDC_SCOPE = _declare("LIEMCHINH_OIDC_SCOPE", "openid", "Scopes to ask for, with spaces.")
OIDC_CLAIM = _declare(
    "LIEMCHINH_OIDC_CLAIM", "sub", "Claim that names the person, as TechID, SoDinhDanh or preferred_username."
)
OIDC_LINK = _declare(
    "LIEMCHINH_OIDC_LINK",
    "administrator",
    "How an identity finds its account: administrator (linked by one), or code (the claim is the person's code).",
)
OIDC_ASSURANCE = _declare(
    "LIEMCHINH_OIDC_ASSURANCE", "", "Claim and least level that a sign-in must have, as loAs=2; empty asks for none."
)
EXCHANGE = _declare(
    "LIEMCHINH_EXCHANGE",
    "",
    "YAML file that describes the connection to the national public service portal (docs/exchange.md); empty: none.",
)
EXCHANGE_SECRET = _declare(
    "LIEMCHINH_EXCHANGE_SECRET", "", "Password or client secret of that connection.", secret=True
)
ESIGN_KEY = _declare(
    "LIEMCHINH_ESIGN_KEY", "", "PKCS#12 file with the agency's key for electronic results; empty: none are signed here."
)
ESIGN_PASSWORD = _declare("LIEMCHINH_ESIGN_PASSWORD", "", "Password of that file.", secret=True)
ESIGN_TSA = _declare(
    "LIEMCHINH_ESIGN_TSA", "", "Address of a time-stamping authority (RFC 3161) for electronic results; empty: none."
)
ESIGN_TRUST = _declare(
    "LIEMCHINH_ESIGN_TRUST",
    "",
    "Folder with certificates (PEM, DER) of the authorities that the page checking electronic results trusts.",
)
FONTS = _declare("LIEMCHINH_FONTS", "", "Extra folder with the fonts for printed papers.")


def text(name: str) -> str:
    """The value of a declared setting; a `_FILE` twin is read for secrets. Raises BadSetting if unreadable."""
    setting = SETTINGS[name]
    path = os.environ.get(f"{name}_FILE", "") if setting.secret else ""
    if path:
        try:
            kept = Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise BadSetting(f"{name}_FILE: không đọc được tệp {path} ({problem.strerror}).") from problem
        except UnicodeDecodeError as problem:
            raise BadSetting(f"{name}_FILE: tệp {path} không phải là chữ.") from problem
        if not kept:  # never silently another secret than the one meant
            raise BadSetting(f"{name}_FILE: tệp {path} rỗng.")
        return kept
    return os.environ.get(name, "").strip() or setting.default


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """A declared setting that knows only these words. Raises BadSetting for anything else."""
    value = text(name)
    if value not in allowed:
        raise BadSetting(f"{name}: phải là {', '.join(allowed[:-1])} hoặc {allowed[-1]}, đang là “{value}”.")
    return value


def flag(name: str) -> bool:
    """A declared setting as yes (1) or no (0). Raises BadSetting for anything else."""
    value = text(name)
    if value not in {"0", "1"}:
        raise BadSetting(f"{name}: phải là 0 hoặc 1, đang là “{value}”.")
    return value == "1"


def number(name: str) -> int:
    """A declared setting as a whole number from 0. Raises BadSetting for anything else."""
    value = text(name)
    if not value.isdecimal():
        raise BadSetting(f"{name}: phải là một số nguyên, đang là “{value}”.")
    return int(value)


def words(name: str) -> list[str]:
    """A declared setting as a list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def folder() -> Path:
    """The data folder, absolute. It may not exist yet: `liemchinh.prepare` makes it."""
    value = text(DATA)
    try:
        return Path(value).expanduser().resolve()
    except (RuntimeError, OSError) as problem:
        raise BadSetting(f"{DATA}: không có thư mục nào là “{value}”.") from problem


def public_url() -> str:
    """The address of the public site, without a slash at its end."""
    return _address(PUBLIC_URL) or f"http://{text(PUBLIC_BIND)}"


def desk_url() -> str:
    """The address of the officials' site, without a slash at its end."""
    return _address(DESK_URL) or f"http://{text(DESK_BIND)}"


def _address(name: str) -> str:
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise BadSetting(f"{name}: phải có dạng https://motcua.xa.vn, đang là “{value}”.")
    return value


def ledger_origin() -> str:
    """The name of this authority's log, without the year: host and path, no scheme. Raises BadSetting."""
    value = text(LEDGER_ORIGIN).strip("/") or f"{public_url().split('://', 1)[1]}/ledger"
    if not re.fullmatch(r"[^\s+?#]+", value) or "://" in value:
        raise BadSetting(f"{LEDGER_ORIGIN}: phải có dạng motcua.xa.vn/ledger, đang là “{value}”.")
    return value


def signer_folder() -> Path:
    """Where the signer keeps its keys, its store and its socket."""
    value = text(SIGNER)
    return Path(value).expanduser().resolve() if value else folder() / "signer"


def witnesses_file() -> Path:
    """The file that names the witnesses; it need not exist."""
    value = text(WITNESSES)
    return Path(value).expanduser().resolve() if value else folder() / "witnesses"


def code_form() -> str:
    """The form of new dossier codes. Raises BadSetting for one whose codes could not be read back."""
    form = text(CODE_FORM)
    if not codes.is_code_form(form):
        raise BadSetting(f"{CODE_FORM}: mã viết theo “{form}” không đọc lại được. Mẫu sẵn có: {codes.CODE_FORM}")
    return form


def demo_mark() -> Path:
    """The file by which a data folder is known to hold only the invented commune of `liemchinh demo`."""
    return folder() / "demo"


def require_totp() -> bool:
    """Whether seats that can harm much need a one-time code at sign-in. Raises BadSetting like `flag`."""
    return flag(REQUIRE_TOTP) if text(REQUIRE_TOTP) else not demo_mark().exists()


@dataclass(frozen=True)
class SharedSignIn:
    """A sign-in service of another house that officials may come by (OpenID Connect), as configured.

    `claim` names the person. `by_code`: a claim that is a person's code is enough, without a link. `assurance` is a
    claim and its least value; both empty when none is asked for.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    scope: str
    claim: str
    by_code: bool
    assurance: tuple[str, str]


def shared_sign_in() -> SharedSignIn | None:
    """The configured service, or None. Raises BadSetting for one that could not be trusted or is only half there."""
    issuer = text(OIDC_ISSUER)
    if not issuer:
        if not flag(LOCAL_SIGN_IN):
            raise BadSetting(f"{LOCAL_SIGN_IN}: không tắt được khi chưa có {OIDC_ISSUER}, vì sẽ không ai vào được.")
        return None
    if not re.fullmatch(r"https://[^\s?#@]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[^\s?#@]*)?", issuer):
        raise BadSetting(f"{OIDC_ISSUER}: phải có dạng https://dang-nhap.tinh.gov.vn, đang là “{issuer}”.")
    if not text(OIDC_CLIENT_ID) or not text(OIDC_CLIENT_SECRET):
        raise BadSetting(f"{OIDC_ISSUER}: cần cả {OIDC_CLIENT_ID} và {OIDC_CLIENT_SECRET}.")
    claim, _, least = text(OIDC_ASSURANCE).partition("=")
    if bool(claim.strip()) != bool(least.strip()):
        raise BadSetting(f"{OIDC_ASSURANCE}: phải có dạng loAs=2, đang là “{text(OIDC_ASSURANCE)}”.")
    return SharedSignIn(
        issuer=issuer.rstrip("/"),
        client_id=text(OIDC_CLIENT_ID),
        client_secret=text(OIDC_CLIENT_SECRET),
        name=text(OIDC_NAME),
        scope=text(OIDC_SCOPE),
        claim=text(OIDC_CLAIM),
        by_code=one_of(OIDC_LINK, ("administrator", "code")) == "code",
        assurance=(claim.strip(), least.strip()),
    )


def secret_key() -> str:
    """The signing key: from the environment, else the one that `liemchinh.prepare` keeps in the data folder.

    Before the folder is prepared (building static files, checks) there is no key to keep: a random one serves
    this process alone.
    """
    given = text(SECRET_KEY)
    if given:
        if len(given) < SHORTEST_KEY:
            raise BadSetting(f"{SECRET_KEY}: phải có ít nhất {SHORTEST_KEY} ký tự, đang có {len(given)}.")
        return given
    kept = folder() / "keys" / "secret_key"
    if kept.is_file():
        return kept.read_text(encoding="ascii").strip()
    return os.urandom(32).hex()
