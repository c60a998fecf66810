"""The demo signs in by password alone; a real instance does not."""

from pathlib import Path

import pytest

from liemchinh import env


def test_one_time_codes_are_asked_unless_the_folder_is_a_demo(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(env.REQUIRE_TOTP, raising=False)
    assert env.require_totp()
    data.mkdir()
    env.demo_mark().touch()
    assert not env.require_totp()
    monkeypatch.setenv(env.REQUIRE_TOTP, "1")
    assert env.require_totp()
