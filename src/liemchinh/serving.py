"""`liemchinh serve`: both sites, the scheduled work, the signer and the sealing under one supervisor.

The supervisor loads the program once and forks, so its parts share its memory. It decides nothing
about requests: granian speaks HTTP, Django answers. One Ctrl-C stops everything; a part that falls is started
again.
"""

import argparse
import ctypes
import errno
import gc
import importlib
import logging
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core import ed25519
from liemchinh.supervising import PATIENCE, Part, Supervisor, follow

log = logging.getLogger(__name__)

# Requests answered at once by one audience's process. SQLite writes one at a time whatever we do, and Python
# computes one at a time: more would only wait in more places.
THREADS = 4
ANYWHERE = {"0.0.0.0", "::"}  # nosec B104 - never bound here; an operator may have chosen it
AUDIENCES = {"public": env.PUBLIC_BIND, "desk": env.DESK_BIND, "sealed": env.SEALED_BIND}
NAMES = {
    "public": gettext_noop("Trang công khai"),
    "desk": gettext_noop("Trang của cán bộ"),
    "jobs": gettext_noop("Việc định kỳ"),  # with sealing, where both are wanted
    "signer": gettext_noop("Bộ ký"),
    "seal": gettext_noop("Ghi sổ công khai"),
    "sealed": gettext_noop("Kênh niêm phong chạy riêng"),
}
USUAL = tuple(name for name in NAMES if name != "sealed")
"""What runs unless parts are named: the public site has the pages of the sealed channel, too."""


# The parts ------------------------------------------------------------------------------------------------


def address_of(name: str) -> tuple[str, int]:
    """Host and port of a `…_BIND` setting. Raises BadSetting when it is not `address:port`."""
    value = env.text(name)
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise env.BadSetting(f"{name}: phải có dạng 127.0.0.1:8000, đang là “{value}”.")
    return host.strip("[]"), int(port)


def check_free(names: Sequence[str]) -> None:
    """Raises Refused when one of the addresses cannot be listened on, before anything heavy is loaded."""
    # all held until the last is tried: two sites on one address would share its requests out between them
    with ExitStack() as held:
        for name in names:
            host, port = address_of(name)
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            probe = held.enter_context(socket.socket(family))
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen()
            except OSError as problem:
                if problem.errno == errno.EADDRINUSE:
                    raise Refused(
                        "serve.busy",
                        gettext_noop(
                            "Địa chỉ {host}:{port} đang có chương trình khác dùng."
                            " Dừng chương trình đó hoặc đổi biến {name}."
                        ),
                        host=host,
                        port=port,
                        name=name,
                    ) from problem
                raise Refused(
                    "serve.address",
                    gettext_noop("Không mở được địa chỉ {host}:{port} ({reason}). Kiểm tra biến {name}."),
                    host=host,
                    port=port,
                    reason=problem.strerror or problem,
                    name=name,
                ) from problem


def _answers(audience: str) -> bool:
    """Whether a site takes connections."""
    host, port = address_of(AUDIENCES[audience])
    if host in ANYWHERE:
        host = "localhost"
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def serve_as(audience: str) -> None:
    """Become the site of one audience and answer requests until told to stop."""
    host, port = address_of(AUDIENCES[audience])
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "liemchinh.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=1024,
        log_level=LogLevels.error,
        workers_kill_timeout=int(PATIENCE) - 2,
        websockets=False,
    )
    multiprocessing.set_start_method("fork", force=True)  # the worker shares what was loaded, too
    parent = os.getpid()

    def load(*_: Any) -> Any:
        follow(parent)
        return _application(audience)  # here, not before: the process that only watches stays small

    server.serve(target_loader=load)


def _application(audience: str) -> Any:
    """The WSGI application with the settings of `audience`.

    Django was loaded once for all parts. What depends on the audience (addresses, cookie names) is decided in
    `settings.py` and nowhere else, so that file is read again here, in the child, before the first request.
    """
    os.environ[env.AUDIENCE] = audience
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from liemchinh import settings as source

    before = {name: getattr(source, name) for name in dir(source) if name.isupper()}
    importlib.reload(source)
    for name in dir(source):
        if name.isupper() and (name not in before or getattr(source, name) != before[name]):
            setattr(settings, name, getattr(source, name))
    return get_wsgi_application()


def work() -> None:
    """Become the scheduled work."""
    from liemchinh.jobs import worker

    parser = argparse.ArgumentParser()
    worker.add_arguments(parser)
    raise SystemExit(worker.run(parser.parse_args([])))


def sign() -> None:
    """Become the signer: it holds the keys and signs no tree that does not continue the last one."""
    from liemchinh.ledger.signer.server import run_server

    run_server(env.signer_folder(), base=env.ledger_origin())


def seal() -> None:
    """Become the one that gives entries their place in the public log and publishes it."""
    from liemchinh.jobs import seal as sealing

    raise SystemExit(sealing.forever())


def work_and_seal() -> None:
    """Become both in one process, a thread each: on a commune's machine a whole program less to carry."""

    def beside() -> None:
        try:
            work()
        except BaseException:
            log.exception("scheduled work fell")
        os._exit(70)  # neither goes on without the other: the supervisor starts both again

    threading.Thread(target=beside, name="jobs", daemon=True).start()
    seal()


MODULES = {"jobs": "liemchinh.jobs.worker", "signer": "liemchinh.ledger.signer.server", "seal": "liemchinh.jobs.seal"}


def _give_back_memory() -> None:
    """Return what loading has freed to the machine, and have the parts do so soon and keep few heaps (glibc)."""
    try:
        library = ctypes.CDLL(None)
        library.mallopt(-8, 2)  # M_ARENA_MAX
        library.mallopt(-1, 128 * 1024)  # M_TRIM_THRESHOLD, bytes
        library.malloc_trim(0)
    except (OSError, AttributeError):
        return  # another C library: nothing is lost but memory


def _look_before() -> None:
    """Stop where acts of a restored database would be lost; say so where the site would serve no authority."""
    from django.db import connections

    from liemchinh.jobs.doctor.home import home
    from liemchinh.ledger.sealing.recovery import check_nothing_lost

    try:
        check_nothing_lost()
        for finding in home():
            print(f"{finding.said()} {finding.mended()}", file=sys.stderr, flush=True)
    finally:
        connections.close_all()


def _preload(names: Sequence[str]) -> None:
    """Load what the parts need while there is still one process, and keep the collector off it.

    Pages written by nobody stay shared: without `freeze` the first collection in each child would copy them.
    """
    import granian.server.mp  # noqa: F401
    from django.db import connections
    from django.urls import get_resolver

    for name in names:
        if name in AUDIENCES:
            get_resolver(f"liemchinh.urls_{name}").url_patterns  # noqa: B018  reading imports the views
        else:
            importlib.import_module(MODULES[name])
    if "signer" in names:
        ed25519.public_of(bytes(32))  # loads the library, here and once, instead of in each part that checks or signs
    connections.close_all()  # a connection must not be shared by two processes
    gc.collect()
    _give_back_memory()
    gc.freeze()


# The command ----------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh serve`."""
    parser.add_argument(
        "--only",
        choices=sorted(NAMES),
        action="append",
        help="chỉ chạy một phần (public, desk, sealed, jobs, signer hoặc seal); ghi nhiều lần để chọn nhiều phần",
    )


def run(args: argparse.Namespace) -> int:
    """Serve in this terminal until Ctrl-C; the exit status says whether everything stayed up."""
    return serve(args.only or USUAL)


def serve(names: Sequence[str] = USUAL) -> int:
    """Run the parts `names` until told to stop, on a prepared data folder. Raises Refused, BadSetting."""
    wanted = [name for name in NAMES if name in names]
    check_free([AUDIENCES[name] for name in wanted if name in AUDIENCES])
    _preload(wanted)
    if AUDIENCES.keys() & set(wanted):
        _look_before()
    works: dict[str, Callable[[], None]] = {
        "public": lambda: serve_as("public"),
        "desk": lambda: serve_as("desk"),
        "sealed": lambda: serve_as("sealed"),
        "jobs": work,
        "signer": sign,
        "seal": seal,
    }

    parts = list(wanted)
    if {"jobs", "seal"} <= set(wanted):
        parts.remove("seal")
        works["jobs"] = work_and_seal

    def ready() -> None:
        for name in wanted:
            if name in AUDIENCES:
                host, port = address_of(AUDIENCES[name])
                print(f"{NAMES[name]}: http://{host}:{port}")
        print("Nhấn Ctrl-C để dừng.", flush=True)

    return Supervisor(
        [Part(NAMES[name], works[name], partial(_answers, name) if name in AUDIENCES else None) for name in parts]
    ).run(ready)
