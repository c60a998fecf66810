"""Reports by the dozen: codes derived in no time. How strong derivation really is, `tests/rules/sealed` looks at."""

import pytest

from liemchinh.sealed.rules import codes


@pytest.fixture(autouse=True)
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every test of a folder whose `conftest.py` names it."""
    monkeypatch.setitem(codes._COST, "n", 2)
