"""Make this checkout ready to run: environment, locked packages, front end, system packages.

    python3 scripts/setup.py run|check|test|all

`run` is what a commune needs to serve; `check` adds the tools of the developers; `test` adds a browser and
a database server; `all` is everything. Each step leaves a stamp of what it was made from, so a second call
finds nothing to do. Standard library only: it runs before anything is installed. Network addresses are never
named here; pip, uv, npm and apt use whatever this machine is configured with.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMPS = VENV / "stamps"
LOGS = VENV / "setup-logs"
GOALS = ("run", "check", "test", "all")

_say = threading.Lock()


class Failed(Exception):
    """A step could not be done; the message is for the person who called `make`."""


def say(line: str) -> None:
    """One line to the person, whole, whatever the other thread is doing."""
    with _say:
        print(line, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Announce `what`, say every ten seconds that it is still going on, and how long it took."""
    began = time.monotonic()
    finished = threading.Event()

    def heartbeat() -> None:
        while not finished.wait(10):
            say(f"    … vẫn đang {what[0].lower()}{what[1:]} ({time.monotonic() - began:.0f} s)")

    threading.Thread(target=heartbeat, daemon=True).start()
    say(f"  · {what}")
    try:
        yield
    finally:
        finished.set()
    say(f"  ✓ {what} ({time.monotonic() - began:.1f} s)")


def call(name: str, *command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run `command` from the checkout, its output in a log; raise Failed with the log's end if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as sink:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-25:])
        raise Failed(f"Lệnh «{' '.join(map(str, command))}» dừng với mã {done.returncode}:\n{tail}")


def fingerprint(*parts: str | Path) -> str:
    """A digest of texts and of the contents of files."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def done_before(name: str, mark: str) -> bool:
    """Whether the step `name` was finished with the same inputs."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text("ascii") == mark


def stamp(name: str, mark: str) -> None:
    """Remember that the step `name` is finished with these inputs."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark, "ascii")


# Python ---------------------------------------------------------------------------------------------------


def environment() -> None:
    """`.venv`, by the standard module, or by what stands in for it where Debian has split it off."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    with step("Tạo môi trường Python (.venv)"):
        if VENV.exists():
            shutil.rmtree(VENV)
        has_pip = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
        if has_pip.returncode and not shutil.which("virtualenv") and not shutil.which("uv"):
            if os.geteuid() != 0 or not shutil.which("apt-get"):
                raise Failed("Thiếu mô-đun venv. Chạy: apt-get install python3-venv, rồi chạy lại.")
            apt(["python3-venv"])
            has_pip.returncode = 0
        if has_pip.returncode == 0:
            call("venv", sys.executable, "-m", "venv", VENV)
        elif shutil.which("virtualenv"):
            call("venv", "virtualenv", "--python", sys.executable, VENV)
        else:
            call("venv", "uv", "venv", "--seed", "--python", sys.executable, VENV)


def installer() -> None:
    """uv inside the environment, from its own lock: it installs the rest in seconds, not minutes."""
    lock = ROOT / "scripts" / "requirements-uv.lock"
    mark = fingerprint(lock)
    if done_before("uv", mark) and UV.exists():
        return
    with step("Cài trình cài gói uv"):
        call("uv", PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    stamp("uv", mark)


def packages(goal: str) -> None:
    """The locked packages, every file checked against its hash, and the project itself, editable."""
    locks = [ROOT / "requirements.lock"]
    if goal != "run":
        locks.append(ROOT / "requirements-dev.lock")
    for lock in locks:
        name, mark = lock.stem, fingerprint(lock, sys.version)
        if done_before(name, mark):
            continue
        with step("Cài các gói Python đã khóa" + (" cho phát triển" if "dev" in name else "")):
            # Compiled once here: an account that cannot write into .venv would compile at every start.
            call(
                name,
                UV,
                "pip",
                "install",
                "--python",
                PYTHON,
                "--require-hashes",
                "--compile-bytecode",
                "-r",
                lock,
            )
        stamp(name, mark)
    mark = fingerprint(ROOT / "pyproject.toml")
    if not done_before("project", mark):
        with step("Cài liemchinh vào môi trường"):
            call(
                "project",
                UV,
                "pip",
                "install",
                "--python",
                PYTHON,
                "--no-build-isolation",
                "--no-deps",
                "-e",
                ".",
            )
        stamp("project", mark)


# Front end ------------------------------------------------------------------------------------------------


def front_end() -> None:
    """Styles, fonts and scripts of the pages, by the face's own build; Node from PyPI where there is none."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    if not (shutil.which("node", path=path) and shutil.which("npm", path=path)):
        lock = ROOT / "scripts" / "requirements-node.lock"
        with step("Cài Node.js vào môi trường Python"):
            call("node", UV, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock)
    build = ROOT / "scripts" / "build_face.py"
    face = ROOT / "src" / "liemchinh" / "face"
    sources = sorted(
        path for folder in (face / "styles", face / "static_src") for path in folder.rglob("*") if path.is_file()
    )
    sources += sorted((ROOT / "scripts").glob("build_face.*"))
    mark = fingerprint(
        ROOT / "package.json", ROOT / "package-lock.json", *sources, *(str(source) for source in sources)
    )
    built = ROOT / "src" / "liemchinh" / "face" / "static" / "face"
    if done_before("face", mark) and built.is_dir():
        return
    with step("Dựng giao diện (kiểu chữ, màu, mã nguồn trang)"):
        call("face", PYTHON, build, env={"PATH": path})
    stamp("face", mark)


def language() -> None:
    """The English of the program, as the program reads it."""
    book = ROOT / "src" / "liemchinh" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    mark = fingerprint(book)
    if done_before("language", mark) and book.with_suffix(".mo").exists():
        return
    with step("Dựng bản tiếng Anh"):
        call("language", PYTHON, ROOT / "scripts" / "words.py", "compile")
    stamp("language", mark)


# System packages ------------------------------------------------------------------------------------------


def _fonts() -> bool:
    folders = [Path(part) for part in os.environ.get("LIEMCHINH_FONTS", "").split(os.pathsep) if part]
    folders += [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(next(folder.rglob("Tinos-Regular.ttf"), None) for folder in folders if folder.is_dir())


def _browser() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _database() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _age() -> bool:
    return bool(shutil.which("age"))


# Debian package, how to see it is there, what for, and the goals that need it.
SYSTEM: tuple[tuple[str, Callable[[], bool], str, tuple[str, ...]], ...] = (
    ("fonts-croscore", _fonts, "phông chữ Tinos in trên giấy tờ", GOALS),
    ("postgresql", _database, "máy chủ PostgreSQL để kiểm thử", ("test", "all")),
    ("chromium", _browser, "trình duyệt để kiểm thử", ("test", "all")),
    ("age", _age, "chương trình age để kiểm thử tệp niêm phong", ("test", "all")),
)


def apt(names: list[str]) -> None:
    """Install Debian packages by name, waiting for another apt to finish rather than failing."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-update", "apt-get", "-o", "DPkg::Lock::Timeout=900", "update", env=quiet)
    options = ("-o", "DPkg::Lock::Timeout=900", "install", "-y", "--no-install-recommends")
    call("apt-install", "apt-get", *options, *names, env=quiet)


def system(goal: str) -> None:
    """Fonts always; browser and database server only for the tests."""
    missing = [(name, what) for name, there, what, goals in SYSTEM if goal in goals and not there()]
    if not missing:
        return
    names = [name for name, _ in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Cài gói hệ thống: " + ", ".join(what for _, what in missing)):
            apt(names)
        return
    say(f"  ! Thiếu {', '.join(what for _, what in missing)}.")
    say(f"    Nhờ người quản trị máy chạy: apt-get install --no-install-recommends {' '.join(names)}")


def main(goal: str) -> int:
    """Do what `goal` needs and has not been done; 0 when everything is ready."""
    began = time.monotonic()
    failures: list[Exception] = []

    def kept(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as failure:  # shown to the person by the main thread
            failures.append(failure)

    def of_python() -> None:
        installer()
        packages(goal)
        front_end()
        language()

    try:
        environment()  # alone: it may need apt, and the logs live inside it
    except Failed as failure:
        say(f"Chưa cài đặt được. {failure}")
        return 1
    # Packages of the system and of Python come from different places: fetch both at once.
    beside = threading.Thread(target=kept, args=(lambda: system(goal),))
    beside.start()
    kept(of_python)
    beside.join()
    for failure in failures:
        say(f"Chưa cài đặt được. {failure}")
    if not failures and time.monotonic() - began > 2:
        say(f"Đã cài đặt xong ({time.monotonic() - began:.0f} s).")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in GOALS:
        sys.exit(f"Cách dùng: python3 scripts/setup.py {'|'.join(GOALS)}")
    sys.exit(main(sys.argv[1]))
