"""The sample commune's frame around every page of these tests, and no room behind it."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def sample_frame(settings: Any) -> None:
    """Pages of these tests belong to the sample commune and know only the face's own addresses."""
    settings.FACE_FRAME = "tests.web.face.specimen.frame"
    settings.ROOT_URLCONF = "tests.web.face.addresses"
    settings.PROXIES = 0
