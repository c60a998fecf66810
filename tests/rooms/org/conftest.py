"""The invented province of `ground.py` as fixtures."""

import pytest


@pytest.fixture
def province(db: None) -> str:
    """Tỉnh Ví Dụ with three communes; its code."""
    from tests.rooms.org import ground

    return ground.make_province()


@pytest.fixture
def staff(province: str) -> dict[str, str]:
    """The people of that province and their seats; their codes by nickname."""
    from tests.rooms.org import ground

    return ground.make_staff()
