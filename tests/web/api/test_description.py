"""The description of the API is committed; a change of the API shows as a change of that file.

`LIEMCHINH_WRITE_OPENAPI=1 pytest tests/web/api/test_description.py` writes it anew.
"""

import os
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate

from liemchinh.api.doors import written

KEPT = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.yaml"

pytestmark = pytest.mark.django_db


def test_the_committed_description_is_what_the_api_says() -> None:
    if os.environ.get("LIEMCHINH_WRITE_OPENAPI") == "1":
        KEPT.write_text(written(), "utf-8")
    assert KEPT.read_text("utf-8") == written()


def test_the_description_is_valid_openapi() -> None:
    validate(yaml.safe_load(written()))


def test_every_refusal_is_described_as_a_problem() -> None:
    described = yaml.safe_load(written())
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                wanted = "application/problem+json" if int(status) >= 400 else "application/json"
                assert list(answer["content"]) == [wanted]
