"""How every test runs: its own data folder, the database of DATABASE_URL, a fixed profile of Hypothesis.

`pytest -p no:django tests/rules tests/law` needs no Django at all, and proves that the rules need none.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from django.test import Client

# Quick by default; `HYPOTHESIS_PROFILE=thorough` searches longer. No deadline: the machine may be busy.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=_SLOW, database=None)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_FOLDER = pytest.StashKey[Path]()


LONG = (
    "test_figures",
    "test_kill_intake",
    "test_sealing_killed",
    "test_sealed_disk",
    "test_backup",
    "test_audit",
    "test_bulk",
    "test_import",
)
"""Where the longest tests are: they begin first, so that no worker is left alone with one at the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Give this process a data folder of its own, and set Django up in it unless the tests do without."""
    # SQLite files and uploads of a test need no disk: memory is faster, and no other run is disturbed.
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    home = memory if roomy else None
    folder = Path(tempfile.mkdtemp(prefix="lc-test-", dir=home))  # short: the path of a socket has 108 bytes at most
    config.stash[_FOLDER] = folder
    if config.option.basetemp is None:  # a worker is told by the process that started it
        config.option.basetemp = folder / "tmp"
    os.environ["LIEMCHINH_DATA"] = str(folder)
    os.environ["LIEMCHINH_HOSTS"] = "testserver,127.0.0.1,localhost"
    if not config.pluginmanager.hasplugin("django"):
        return

    from liemchinh.prepare import folders

    folders()
    os.environ["DJANGO_SETTINGS_MODULE"] = "liemchinh.settings"
    from django.conf import settings as django_settings

    # A worker may have read the settings while the folder was still that of the process that started it.
    django_settings.FILES_ROOT = folder / "files"
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, not memory: tests with several connections at once are then true to production.
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(folder / "db" / "test.sqlite3")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; the others stay in their order."""
    items.sort(key=lambda item: item.path.stem not in LONG)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Without the Django plugin, Django must not have been imported: the rules are plain Python."""
    if not session.config.pluginmanager.hasplugin("django") and "django" in sys.modules:
        print("\nDjango was imported by tests that ran without it: a rule is no longer plain Python.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for a test that starts the program itself."""
    folder = tmp_path / "data"
    monkeypatch.setenv("LIEMCHINH_DATA", str(folder))
    return folder


def _browser(audience: str, settings: Any) -> "Client":
    """A client of one audience's pages. Two of them may be used in one test: each asks its own site."""
    from django.conf import settings as now
    from django.test import Client, override_settings

    theirs = {
        "AUDIENCE": audience,
        "ROOT_URLCONF": f"liemchinh.urls_{audience}",
        "SESSION_COOKIE_NAME": f"liemchinh_{audience}",
        "CSRF_COOKIE_NAME": f"liemchinh_{audience}_csrf",
        "FACE_FRAME": f"liemchinh.{'portal' if audience == 'public' else 'desk'}.frame.frame",
    }

    class Browser(Client):
        def request(self, **asked: Any) -> Any:
            if audience == now.AUDIENCE:
                return super().request(**asked)
            with override_settings(**theirs):
                return super().request(**asked)

        def force_login(self, *args: Any, **kwargs: Any) -> None:
            with override_settings(**theirs):
                super().force_login(*args, **kwargs)

    for name, value in theirs.items():  # so that reverse() in the test itself knows the pages
        setattr(settings, name, value)
    return Browser()


@pytest.fixture
def public(settings: Any) -> "Client":
    """A citizen's browser on the public site."""
    return _browser("public", settings)


@pytest.fixture
def desk(settings: Any) -> "Client":
    """An official's browser on the desk, not signed in yet."""
    return _browser("desk", settings)


@pytest.fixture
def bare_cache() -> Iterator[None]:
    """Forget what the rate limiter has counted, before and after."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with the cast in it; every test rolls back to that, or is followed by putting it back."""
    from django.db import connection

    from tests import founded
    from tests.cast import found_cast

    with django_db_blocker.unblock():
        found_cast()
        founded.keep(connection)


@pytest.fixture
def cast(db: None) -> Any:
    """The invented people of every test."""
    from tests.cast import Cast

    return Cast()
