"""`liemchinh restore`: puts a backup into a folder and a database that hold nothing yet.

It adds what is missing and overwrites nothing: what the world has seen of the log is never put back to an older state.
Needs neither Django nor a working instance.
"""

import argparse
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import liemchinh
from liemchinh import env
from liemchinh.jobs.backup import database, keys, store
from liemchinh.jobs.backup.command import passphrase_of, private_files
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.sealing.files import Folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh restore`."""
    parser.add_argument(
        "source",
        type=Path,
        metavar="BẢN_SAO",
        help="thư mục các bản sao lưu (lấy bản mới nhất), một bản trong đó, hoặc tệp .tar",
    )
    parser.add_argument(
        "--into", type=Path, metavar="THƯ_MỤC", help=f"thư mục dữ liệu để phục hồi vào (mặc định: {env.DATA})"
    )
    parser.add_argument(
        "--keys", action="store_true", help="lấy lại cả khóa (bản lập với --with-keys); hỏi cụm mật khẩu"
    )
    parser.add_argument("--passphrase-file", type=Path, metavar="TỆP", help="tệp chứa cụm mật khẩu, thay cho hỏi")


def run(args: argparse.Namespace) -> int:
    """Restore and say what is missing; 0 when the database is as long as what is published."""
    source = store.source_at(args.source.expanduser())
    manifest = store.manifest_of(source)
    into = args.into.expanduser().resolve() if args.into else env.folder()
    passphrase = None
    if args.keys:
        if manifest.keys is None:
            raise Refused("restore.keys", gettext_noop("Bản sao lưu này không kèm khóa."))
        passphrase = passphrase_of(args.passphrase_file)
    try:
        with private_files():
            restore(source, manifest, into, passphrase=passphrase)
    except OSError as problem:
        sentence = gettext_noop("Không ghi được vào {folder}: {reason}.")
        raise Refused("restore.write", sentence, folder=into, reason=problem.strerror or problem) from problem
    return tell(source.name, manifest, into, with_keys=args.keys)


def restore(source: store.Source, manifest: store.Manifest, into: Path, *, passphrase: str | None) -> None:
    """Put everything back. Raises Refused before anything is written when something is wrong with the backup, and
    over a database that holds something.
    """
    _check_not_newer(manifest)
    wrong = list(store.faults(source, manifest))
    if wrong:
        sentence = gettext_noop("Bản sao lưu thiếu hoặc hỏng {count} tệp, đầu tiên là {name}. Chưa phục hồi gì.")
        raise Refused("restore.damaged", sentence, count=len(wrong), name=wrong[0])
    opened: dict[str, bytes] = {}
    if passphrase is not None and manifest.keys is not None:
        with source.open(manifest.keys.path) as handle:
            opened = keys.unseal(handle.read(), passphrase)
    target = _target(manifest, into)
    target.check_empty()
    for part in ("db", "files", "ledger", "keys", "static"):
        (into / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    for kept in manifest.files:
        with source.content(kept.sha256) as content:
            _add(into / kept.path, content, readable=kept.path.startswith("ledger/"))
    for name, content_of_key in opened.items():
        _add_key(into / name, content_of_key)
    # last: whoever finds a database finds everything that it names
    with tempfile.TemporaryDirectory(dir=into, prefix=".restore-") as scratch:
        copy = Path(scratch) / manifest.database.path
        with source.open(manifest.database.path) as content, copy.open("wb") as written:
            shutil.copyfileobj(content, written, store.CHUNK)
            written.flush()
            os.fsync(written.fileno())
        target.take(copy)


def _add(path: Path, content: BinaryIO, *, readable: bool) -> None:
    """Put a file where none is; what is there is younger, or the same."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o755 if readable else 0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as written:
        shutil.copyfileobj(content, written, store.CHUNK)
        written.flush()
        os.fsync(written.fileno())
    aside.chmod(0o644 if readable else 0o600)
    os.replace(aside, path)


def _add_key(path: Path, content: bytes) -> None:
    if path.exists():
        if path.read_bytes() != content:
            sentence = gettext_noop("Tệp khóa {path} đang có một khóa khác; không ghi đè.")
            raise Refused("restore.key", sentence, path=path)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def known_steps() -> set[tuple[str, str]]:
    """The steps (app, name) of our own tables that this program knows."""
    home = Path(liemchinh.__file__).parent
    return {(path.parent.parent.name, path.stem) for path in home.glob("*/migrations/[!_]*.py")}


def _check_not_newer(manifest: store.Manifest) -> None:
    """A younger version's tables cannot be read by this one ("restore.newer")."""
    known = known_steps()
    ours = {app for app, _ in known}
    ahead = sorted(f"{app}.{name}" for app, name in manifest.schema if app in ours and (app, name) not in known)
    if ahead:
        sentence = gettext_noop("Bản sao lưu do phiên bản {version} lập, mới hơn chương trình này ({steps}).")
        raise Refused("restore.newer", sentence, version=manifest.version, steps=", ".join(ahead))


# Where the database goes ----------------------------------------------------------------------------------


class _Sqlite:
    """A SQLite file in the data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check_empty(self) -> None:
        beside = [Path(f"{self.path}{end}") for end in ("", "-wal", "-shm")]
        if any(path.exists() for path in beside):
            raise _held(str(self.path))

    def take(self, copy: Path) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy.chmod(0o600)
        os.replace(copy, self.path)


class _Postgresql:
    """The database that DATABASE_URL names."""

    def __init__(self, url: str) -> None:
        import dj_database_url

        try:
            told: Any = dj_database_url.parse(url)
        except ValueError:
            sentence = gettext_noop("{name}: không đọc được địa chỉ này. Ví dụ postgres://ten@may:5432/csdl.")
            raise Refused("restore.url", sentence, name=env.DATABASE_URL) from None
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        self.parameters: dict[str, Any] = {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs)}
        self.parameters |= told.get("OPTIONS", {})

    def check_empty(self) -> None:
        import psycopg

        database.program("pg_restore")
        try:
            with psycopg.connect(**self.parameters, connect_timeout=20) as connection:
                found = connection.execute(
                    "SELECT count(*) FROM pg_catalog.pg_tables"
                    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
                ).fetchone()
        except psycopg.Error as problem:
            sentence = gettext_noop("Không mở được cơ sở dữ liệu: {reason}. Kiểm tra biến {name} và thư mục dữ liệu.")
            reason = str(problem).partition("\n")[0]
            raise Refused("prepare.database", sentence, reason=reason, name=env.DATABASE_URL) from problem
        if found is None or found[0]:
            raise _held(str(self.parameters["dbname"]))

    def take(self, copy: Path) -> None:
        database.load_postgresql(self.parameters, copy)


def _held(name: str) -> Refused:
    sentence = gettext_noop("Cơ sở dữ liệu {name} đã có dữ liệu; không ghi đè. Dời nó đi nơi khác rồi chạy lại.")
    return Refused("restore.held", sentence, name=name)


def _target(manifest: store.Manifest, into: Path) -> _Sqlite | _Postgresql:
    url = env.text(env.DATABASE_URL)
    here = database.POSTGRESQL if url.startswith("postgres") else database.SQLITE
    if here != manifest.vendor:
        sentence = gettext_noop("Bản sao lưu là của {theirs}, còn biến {name} chỉ tới {ours}.")
        raise Refused("restore.vendor", sentence, theirs=manifest.vendor, ours=here, name=env.DATABASE_URL)
    if here == database.POSTGRESQL:
        return _Postgresql(url)
    return _Sqlite(Path(url.removeprefix("sqlite:///")) if url else into / "db" / "liemchinh.sqlite3")


# What comes next ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """A book whose published checkpoint names more entries than the restored database has."""

    origin: str
    published: int
    restored: int


def behind(manifest: store.Manifest, into: Path) -> list[Behind]:
    """What the restored database lacks of what is published in the folder."""
    found = []
    for path in sorted((into / "ledger").glob("[0-9]*")):
        point = Folder(path).checkpoint()
        if point is not None and manifest.heads.get(point.origin, 0) < point.size:
            found.append(Behind(point.origin, point.size, manifest.heads.get(point.origin, 0)))
    return found


def tell(name: str, manifest: store.Manifest, into: Path, *, with_keys: bool) -> int:
    """Say what was restored and the way on, in the order it has to be gone; 1 when entries are missing."""
    made: datetime = manifest.made_at.astimezone(VIETNAM)
    print(f"Đã phục hồi {name} (lập lúc {made:%H:%M ngày %d/%m/%Y}) vào {into}.")
    missing = behind(manifest, into)
    for book in missing:
        lost = book.published - book.restored
        print(f"{book.origin}: đã công bố {book.published} mục, bản này có {book.restored}; thiếu {lost} mục.")
    steps = []
    if not with_keys and not (into / "keys" / "secret_key").exists():
        steps.append("Không có khóa cookie: mọi người vào lại và cài lại mã dùng một lần.")
    if not any((into / "signer" / "keys").glob("*.key")) and not env.text(env.SIGNER):
        steps.append("Chép khóa của bộ ký vào thư mục của nó (docs/keys.md).")
    if not env.text(env.SIGNER) and not (into / "signer" / "store.sqlite3").exists():
        steps.append("Bộ ký chưa nhớ gì: lấy mốc mới nhất từ bên chứng kiến, chạy liemchinh keys catch-up TỆP_MỐC.")
    steps.append("liemchinh signer (ở cửa sổ khác), rồi liemchinh ledger status")
    if missing:
        steps.append("liemchinh ledger recover; các bước nó liệt kê phải ghi lại từ giấy")
    steps.append("liemchinh audit: im lặng là khớp; rồi liemchinh serve")
    print("Làm tiếp, theo thứ tự:")
    for number, step in enumerate(steps, 1):
        print(f"  {number}. {step}")
    return 1 if missing else 0
