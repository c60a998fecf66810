"""A PostgreSQL server of our own for the tests: made in a temporary folder, stopped and removed at the end.

Nothing of the machine's own server is touched. PostgreSQL refuses to run as root, so root lends it the
account `postgres`.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "liemchinh"
# A test database may be lost: nothing waits for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "80",
    "listen_addresses": "127.0.0.1",
}


class NoServer(Exception):
    """There is no PostgreSQL to start, or it did not start; the message says why."""


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def programs() -> Path:
    """The folder with `initdb` and `postgres`, the newest where there are several. Raises NoServer."""
    found = [Path(path).resolve().parent for name in ("initdb",) if (path := shutil.which(name))]
    found += sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    for folder in found:
        if (folder / "postgres").exists():
            return folder
    raise NoServer("Chưa có PostgreSQL. Chạy: apt-get install --no-install-recommends postgresql")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: no server outlives a killed test run


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give its address as DATABASE_URL wants it; stop it by its pid whatever happens.

    `durable` leaves the settings that guard against power cuts on, as production has them (for measuring).
    """
    tools = programs()
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="liemchinh-pg-"))
    os.chown(home, account.pw_uid, account.pw_gid)
    cluster, log, port = home / "cluster", home / "log", free_port()
    try:
        made = subprocess.run(
            [
                tools / "initdb",
                "-D",
                cluster,
                "-U",
                NAME,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            capture_output=True,
            text=True,
            cwd=home,
            check=False,
            **owner,
        )
        if made.returncode:
            raise NoServer(f"initdb: {made.stderr.strip()}")
        settings = {"listen_addresses": SETTINGS["listen_addresses"]} if durable else SETTINGS
        options = [f"--{name}={value}" for name, value in settings.items()]
        with log.open("wb") as sink:
            server = subprocess.Popen(
                [tools / "postgres", "-D", cluster, "-p", str(port), "-k", home, *options],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=home,
                preexec_fn=_die_with_parent,
                start_new_session=True,  # Ctrl-C goes to the tests first; the server is stopped after them
                **owner,
            )
        try:
            _await(server, port, log)
            yield f"postgresql://{NAME}@127.0.0.1:{port}/{NAME}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://{NAME}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError as problem:
            if server.poll() is not None or time.monotonic() > until:
                said = log.read_text("utf-8", "replace")[-2000:]
                raise NoServer(f"PostgreSQL không khởi động được: {problem}\n{said}") from problem
            time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    for gently in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(gently)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                continue
        return
