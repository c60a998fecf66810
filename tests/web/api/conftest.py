"""The API is asked as a stranger would: without a session, with a fresh count of tries."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(bare_cache: None) -> None:
    """No test inherits the tries or the kept pages of another."""
