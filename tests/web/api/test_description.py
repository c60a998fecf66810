"""The API describes itself, truthfully and in valid OpenAPI. `make docs` keeps the description in the repository."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from openapi_spec_validator import validate

KEPT = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.yaml"


@pytest.fixture
def described(public: Client) -> Any:
    """The description as a machine gets it."""
    return public.get("/api/v1/openapi.json").json()


def test_the_description_is_valid_openapi(described: Any) -> None:
    validate(described)


def test_the_committed_description_is_what_the_api_says(described: Any) -> None:
    assert yaml.safe_load(KEPT.read_text("utf-8")) == described, "run: make docs"


def test_every_refusal_is_described_as_a_problem(described: Any) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                wanted = "application/problem+json" if int(status) >= 400 else "application/json"
                assert list(answer["content"]) == [wanted]


def test_the_second_fact_never_travels_in_an_address(described: Any) -> None:
    for path in ("/api/v1/dossiers/{code}", "/api/v1/dossiers/{code}/due"):
        places = {one["name"]: one["in"] for one in described["paths"][path]["get"]["parameters"]}
        assert places == {"code": "path", "X-Second-Fact": "header"}
