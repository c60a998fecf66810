"""Whatever a machine sends, the API answers as it is described, and never with a fault of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liemchinh.wsgi import application

pytestmark = pytest.mark.django_db

DESCRIBED = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
"""The description as served, and the program behind it, in this process."""

OPERATIONS = {found.ok().label: found.ok() for found in DESCRIBED.get_all_operations()}

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    positive_data_acceptance,
    negative_data_rejection,
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request must not close the test's own connection, as in Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_every_answer_is_one_that_the_description_promises(
    label: str, mode: str, cast: Any, one_connection: None
) -> None:
    made = schemathesis.GenerationMode(mode)
    try:
        cases = OPERATIONS[label].as_strategy(generation_mode=made)
    except Exception as nothing:  # an operation without parameters cannot be asked wrongly
        if mode == "negative":
            pytest.skip(str(nothing))
        raise

    @seed(20260907)
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        cache.clear()  # each example is a client with all its tries left
        case.call_and_validate(checks=CHECKS)

    ask()
