"""`liemchinh backup`: a whole copy of the data while everything runs, and the check of one.

Order matters: the published log first, then the database, then the scans. So the copied database is never behind the
copied log, and every scan that it names is there. The signer's store is never copied: see `docs/keys.md`.
"""

import argparse
import getpass
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TextIO

from liemchinh import env
from liemchinh.jobs.backup import database, keys, store
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

TRACE = "backup.json"
"""File in the data folder that says when and where the last backup was made: `doctor` and `upgrade-check` read it."""
STREAM = "-"
LEFT_ALONE = {"seal.lock"}
ABANDONED = 24 * 3600
"""Seconds after which a copy half made is nobody's any more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh backup`."""
    parser.add_argument(
        "target",
        metavar="NƠI",
        help="thư mục chứa các bản sao lưu; hoặc tệp .tar cho một bản trọn vẹn; hoặc - để đưa sang chương trình mã hóa",
    )
    parser.add_argument("--keep", type=int, metavar="N", help="giữ N bản mới nhất trong thư mục, xóa các bản cũ hơn")
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help="kèm khóa của bộ ký và khóa cookie, mã hóa bằng cụm mật khẩu (hỏi khi chạy)",
    )
    parser.add_argument("--passphrase-file", type=Path, metavar="TỆP", help="tệp chứa cụm mật khẩu, thay cho hỏi")
    parser.add_argument("--check", action="store_true", help="không sao lưu: băm lại từng tệp của bản ở NƠI")


def run(args: argparse.Namespace) -> int:
    """Back up, or check; 0 when it is whole."""
    if args.check:
        return check(Path(args.target).expanduser())
    if args.keep is not None and args.keep < 1:
        raise Refused("backup.keep", gettext_noop("--keep phải từ 1 trở lên: bản vừa lập luôn được giữ."))
    passphrase = passphrase_of(args.passphrase_file, twice=True) if args.with_keys else None
    try:
        done = make(args.target, at=datetime.now(UTC), passphrase=passphrase, keep=args.keep)
    except OSError as problem:
        sentence = gettext_noop("Không ghi được bản sao lưu: {reason}. Bản dở dang đã bỏ.")
        raise Refused("backup.write", sentence, reason=problem.strerror or problem) from problem
    out = sys.stderr if args.target == STREAM else sys.stdout
    tell(done, out)
    return 0


def check(path: Path) -> int:
    """Read a backup whole and hash it again; 0 when nothing is missing or damaged."""
    source = store.source_at(path)
    manifest = store.manifest_of(source)
    wrong = list(store.faults(source, manifest))
    for name in wrong:
        print(f"Thiếu hoặc hỏng: {name}")
    if not wrong:
        print(f"{source.name}: {len(manifest.files)} tệp và cơ sở dữ liệu đều nguyên vẹn.")
    return 1 if wrong else 0


@dataclass(frozen=True)
class Done:
    """What was made: where, its manifest and the manifest's SHA-256, which older ones were removed."""

    where: str
    manifest: store.Manifest
    digest: str
    gone: list[str]


def make(target: str, *, at: datetime, passphrase: str | None, keep: int | None = None) -> Done:
    """Make one backup. Raises Refused, OSError; what was begun is then removed."""
    name = store.name_at(at)
    if target == STREAM:
        manifest, digest = _fill(store.TarSink(sys.stdout.buffer, name), at, passphrase)
        return _noted(Done(STREAM, manifest, digest, []))
    path = Path(target).expanduser().resolve()
    if path.suffix == ".tar":
        aside = path.with_name(f".{path.name}.part")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                manifest, digest = _fill(store.TarSink(stream, name), at, passphrase)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        return _noted(Done(str(path), manifest, digest, []))
    _check_apart(path)
    with store.alone(path):
        if (path / name).exists():
            sentence = gettext_noop("Vừa có bản {name} trong cùng giây này. Chờ một giây rồi chạy lại.")
            raise Refused("backup.again", sentence, name=name)
        manifest, digest = _fill(store.FolderSink(path, name), at, passphrase)
        gone = store.forget(path, keep) if keep else []
    return _noted(Done(str(path / name), manifest, digest, gone))


def _check_apart(path: Path) -> None:
    """A backup inside the data folder dies with it ("backup.inside")."""
    if path.is_relative_to(env.folder()):
        sentence = gettext_noop("{folder} nằm trong thư mục dữ liệu. Chọn ổ đĩa khác, tốt nhất là máy khác.")
        raise Refused("backup.inside", sentence, folder=path)


def _fill(sink: store.Sink, at: datetime, passphrase: str | None) -> tuple[store.Manifest, str]:
    data = env.folder()
    _sweep(data)
    files = [_put(sink, data, path) for path in _published(data)]
    with tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as scratch:
        vendor, copied, facts = _database(Path(scratch))
        kept = sink.add(copied.name, copied)
        files += [_put(sink, data, path) for path in _private(data)]
        sealed = None
        if passphrase is not None:
            path = Path(scratch) / "keys.sealed"
            path.write_bytes(keys.seal(_keys(), passphrase))
            sealed = sink.add(path.name, path)
    manifest = store.Manifest(
        made_at=at,
        version=program_version(),
        vendor=vendor,
        database=kept,
        schema=facts.schema,
        heads=facts.heads,
        files=tuple(one for one in files if one is not None),
        keys=sealed,
    )
    return manifest, sink.finish(manifest)


def _sweep(data: Path) -> None:
    """Remove copies of the database that a backup left which was killed half-way: older than any that still runs."""
    for left in data.glob(".backup-*"):
        if time.time() - left.stat().st_mtime > ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _put(sink: store.Sink, data: Path, path: Path) -> store.Kept | None:
    try:
        with path.open("rb") as handle:
            return sink.put(handle, path.relative_to(data).as_posix())
    except FileNotFoundError:  # erased, or a partial tile replaced by the full one, since it was listed
        return None


def _published(data: Path) -> Iterator[Path]:
    """The published log. Checkpoints first: what they name was published before them and stays."""
    root = data / "ledger"
    first = sorted(root.glob("*/checkpoint"))
    yield from first
    for path in sorted(root.rglob("*")):
        if path.is_file() and path not in first and path.name not in LEFT_ALONE and not path.name.startswith("."):
            yield path


def _private(data: Path) -> Iterator[Path]:
    """Scans, private lists of draws, what came from the national portal, and the few files an operator wrote."""
    for folder in ("files", "draws", "exchange/inbox", "exchange/held"):
        yield from (path for path in sorted((data / folder).rglob("*")) if path.is_file())
    yield from (path for name in ("witnesses", "demo") if (path := data / name).is_file())


def _keys() -> Iterator[tuple[str, Path]]:
    """Every key, under the name it has in a data folder whose signer lies inside."""
    cookie = env.folder() / "keys" / "secret_key"
    if cookie.is_file():
        yield "keys/secret_key", cookie
    folder = env.signer_folder() / "keys"
    for path in sorted(folder.glob("*.key")) if folder.is_dir() else []:
        yield f"signer/keys/{path.name}", path


def _database(scratch: Path) -> tuple[str, Path, database.Facts]:
    """Copy the database of this instance into `scratch`; which kind it is, the copy, what it holds."""
    from django.db import connection, transaction

    if connection.vendor == database.SQLITE:
        copy = scratch / database.FILES[database.SQLITE]
        name = Path(str(connection.settings_dict["NAME"]))
        if not name.is_file():
            raise Refused("backup.none", gettext_noop("Chưa có cơ sở dữ liệu để sao lưu."))
        return database.SQLITE, copy, database.copy_sqlite(name, copy)
    copy = scratch / database.FILES[database.POSTGRESQL]
    database.program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if not ask("SELECT 1 FROM information_schema.tables WHERE table_name = 'django_migrations'"):
            raise Refused("backup.none", gettext_noop("Chưa có cơ sở dữ liệu để sao lưu."))
        facts = database.facts(ask)
        snapshot = str(ask("SELECT pg_export_snapshot()")[0][0])
        database.dump_postgresql(connection.get_connection_params(), copy, snapshot=snapshot)
    return database.POSTGRESQL, copy, facts


def program_version() -> str:
    """The version of this program."""
    try:
        return version("liemchinh")
    except PackageNotFoundError:
        return "?"


def _noted(done: Done) -> Done:
    """Leave word in the data folder."""
    said = {"at": done.manifest.made_at.isoformat(), "where": done.where, "manifest": done.digest}
    path = env.folder() / TRACE
    path.with_name(f".{TRACE}.new").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    os.replace(path.with_name(f".{TRACE}.new"), path)
    return done


def last_made() -> tuple[datetime, str] | None:
    """When and where the last backup was made; None when none is known."""
    try:
        said = json.loads((env.folder() / TRACE).read_text("utf-8"))
        return datetime.fromisoformat(said["at"]), str(said["where"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def passphrase_of(file: Path | None, *, twice: bool = False) -> str:
    """The passphrase for the keys: the first line of a file, or typed. Raises Refused("backup.passphrase")."""
    if file is not None:
        try:
            return file.expanduser().read_text("utf-8").splitlines()[0].strip()
        except (OSError, IndexError, UnicodeDecodeError) as problem:
            sentence = gettext_noop("Không đọc được cụm mật khẩu trong tệp {file}.")
            raise Refused("backup.passphrase", sentence, file=file) from problem
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Cụm mật khẩu cho tệp khóa: ")
    if twice and getpass.getpass("Gõ lại: ") != typed:
        raise Refused("backup.passphrase", gettext_noop("Hai lần gõ cụm mật khẩu khác nhau."))
    return typed


def tell(done: Done, out: TextIO) -> None:
    """Say what was made, what is not in it, and what must not be forgotten."""
    manifest = done.manifest
    size = manifest.database.size + sum({kept.sha256: kept.size for kept in manifest.files}.values())
    print(f"Đã sao lưu vào {done.where}", file=out)
    print(f"  cơ sở dữ liệu và {len(manifest.files)} tệp, {size / 1e6:.1f} MB", file=out)
    for origin, head in manifest.heads.items():
        print(f"  {origin}: {head} mục", file=out)
    print(f"  SHA-256 của bản kê: {done.digest}", file=out)
    for name in done.gone:
        print(f"  đã xóa bản cũ {name}", file=out)
    if manifest.keys is None:
        print("Không kèm khóa (bộ ký, cookie). Cất khóa riêng: docs/keys.md, hoặc thêm --with-keys.", file=out)
    else:
        print("Kèm khóa, đã mã hóa. Cất cụm mật khẩu ở nơi khác với bản sao lưu.", file=out)
    print("Bản này chứa dữ liệu cá nhân: cất nơi khóa được, hủy theo quy chế lưu trữ.", file=out)


@contextmanager
def private_files() -> Iterator[None]:
    """Whatever is written inside is for our own account only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
