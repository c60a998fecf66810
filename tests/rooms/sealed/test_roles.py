"""The database's own doors: the public site reads no sealed table, the sealed channel files and reads nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from liemchinh.jobs.roles import statements
from liemchinh.sealed import rules, services
from liemchinh.sealed.models import Case
from tests.refusals import refused
from tests.sealing import AT, filed, ready


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def test_only_a_plain_name_becomes_part_of_the_sql() -> None:
    with refused("roles.prefix"):
        list(statements("x; DROP TABLE sealed_case"))


def test_the_public_role_reads_nothing_sealed_and_the_sealed_role_files(cast: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    ready(cast)
    with connection.cursor() as cursor:
        for statement in statements("lc_try"):
            cursor.execute(statement)
    with acting_as("lc_try_sealed"):
        done, code = filed()
        services.send_more(code=code, parts={"tin.txt": b"them"}, by=rules.REPORTER, at=AT)
        services.read_answers(derived=services.derive(code), by=rules.REPORTER, at=AT)
    assert Case.objects.get().name == done.name
    for role, forbidden in (
        ("lc_try_public", "SELECT * FROM sealed_case"),
        ("lc_try_public", "SELECT * FROM sealed_piece"),
        ("lc_try_sealed", "SELECT * FROM dossiers_dossier"),
        ("lc_try_sealed", "DELETE FROM sealed_wrap"),
        ("lc_try_sealed", "UPDATE sealed_recipientkey SET confirmed_by = 'x'"),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(forbidden)
