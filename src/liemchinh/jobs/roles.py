"""`liemchinh roles`: prints the SQL of the three PostgreSQL roles, so that each process can touch only what it must.

The public site has no right on sealed tables at all; the sealed channel may add reports and read the chart.
"""

import argparse
import re
from collections.abc import Iterator

from django.apps import apps

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

SEALED = "sealed_"
READ_BY_SEALED = ("org_", "procedures_", "ledger_", "django_migrations")
"""What the sealed channel reads: the chart, whose site it is, where the log stands."""
ADDED = ("case", "caseact", "wrap", "share", "piece", "protection", "trouble")
"""Tables that a report or an answer of its reporter adds rows to."""
MOVED = ("case", "piece", "trouble")
"""Tables of which such an answer changes a row; triggers say which columns."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh roles`."""
    parser.add_argument("--prefix", default="liemchinh", help="phần đầu của tên các vai (mặc định: liemchinh)")


def run(args: argparse.Namespace) -> int:
    """Print the SQL. Raises Refused for a prefix that is no plain name."""
    for line in statements(args.prefix):
        print(line)
    return 0


def statements(prefix: str) -> Iterator[str]:
    """The statements, to be run by the owner of the tables after every update. Passwords are set by the operator."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", prefix):
        raise Refused("roles.prefix", gettext_noop("Tên vai chỉ gồm chữ thường, số và dấu gạch dưới."))
    tables = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    )
    sealed = [table for table in tables if table.startswith(SEALED)]
    other = [table for table in tables if table not in sealed]
    roles = {name: f"{prefix}_{name}" for name in ("public", "desk", "sealed")}
    for role in roles.values():
        yield f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};"
        yield f"GRANT USAGE ON SCHEMA public TO {role};"
    for name in ("public", "desk"):
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(other)} TO {roles[name]};"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(sealed)} TO {roles['desk']};"
    yield f"GRANT SELECT ON {', '.join([*sealed, *_starting(other, READ_BY_SEALED)])} TO {roles['sealed']};"
    yield f"GRANT INSERT ON {', '.join(SEALED + name for name in ADDED)} TO {roles['sealed']};"
    yield f"GRANT UPDATE ON {', '.join(SEALED + name for name in MOVED)} TO {roles['sealed']};"


def _starting(tables: list[str], beginnings: tuple[str, ...]) -> list[str]:
    return [table for table in tables if table.startswith(beginnings)]
