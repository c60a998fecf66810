"""Other people's programs that read and cosign logs, in a folder of their own: for tests and measurements only.

    .venv/bin/python scripts/interop.py      fetch and build what is missing, print as JSON where it is

From the package index come a log reader, a witness and a Go toolchain (`requirements-interop.lock`), from Debian the
source of Go's own transparency log. Nothing of it enters our environment, and nothing but tests and `bench/` uses it.
What cannot be had is named under `missing`, with the reason.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "requirements-interop.lock"
GO_SOURCES = ROOT / "tests" / "interop" / "go"
GO_LIBRARY = "golang-golang-x-mod-dev"
LIMIT = 120  # seconds for one step


class NotHere(Exception):
    """A program cannot be had on this machine; the message says why, in one line."""


def folder() -> Path:
    """Where the programs are kept, by what they are made from."""
    mark = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liemchinh" / f"interop-{mark}"


def environment(home: Path, requirements: list[str]) -> Path:
    """The interpreter of a fresh environment at `home` that holds `requirements` and nothing of ours."""
    python = home / "bin" / "python"
    done = home / "complete"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", home])
        # some of them ask for a newer Python in their description than they use
        options = ["--quiet", "--disable-pip-version-check", "--ignore-requires-python", "--no-deps"]
        _run([sys.executable, "-m", "pip", "--python", python, "install", *options, *requirements])
        done.touch()
    return python


def checker(home: Path, python: Path) -> Path:
    """Our Go program over Go's own note and tlog packages, built."""
    source = home / "go-library"
    library = source / "usr/share/gocode"
    if not (library / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        _fetch_library(source)
    sources = sorted(GO_SOURCES.glob("*.go"))
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    program = home / f"checker-{mark}"
    if not program.exists():
        env = {"GO111MODULE": "off", "GOPATH": str(library), "GOCACHE": str(home / "go-cache"), "CGO_ENABLED": "0"}
        _run([python.parent / "go", "build", "-o", f"{program}.new", *sources], env)
        Path(f"{program}.new").rename(program)
    return program


def _fetch_library(target: Path) -> None:
    """Unpack the Debian package of Go's module library, without installing it."""
    if not shutil.which("apt-get"):
        raise NotHere(f"no apt-get to fetch {GO_LIBRARY} with")
    target.mkdir(parents=True, exist_ok=True)
    try:
        _run(["apt-get", "download", "-q", GO_LIBRARY], cwd=target)
    except NotHere:
        if os.geteuid() != 0:
            raise
        _run(["apt-get", "-o", "DPkg::Lock::Timeout=120", "update", "-q"])
        _run(["apt-get", "download", "-q", GO_LIBRARY], cwd=target)
    for package in target.glob("*.deb"):
        _run(["dpkg-deb", "-x", package, target])


def _run(command: list[str | Path], env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotHere(f"{words[0]}: {problem}") from problem
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [""]
        raise NotHere(f"{' '.join(words[:5])} …: {said[-1][:200]}")


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time builds; the others wait and find it done."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare() -> dict[str, str]:
    """Paths of `python` and `checker`, each empty when it cannot be had, then with the reason under `missing`."""
    home = folder()
    found = {"python": "", "checker": "", "missing": ""}
    with _alone(home):
        try:
            python = environment(home / "env", ["--require-hashes", "-r", str(LOCK)])
            found["python"] = str(python)
            found["checker"] = str(checker(home, python))
        except NotHere as reason:
            found["missing"] = str(reason)
    return found


if __name__ == "__main__":
    print(json.dumps(prepare()))
