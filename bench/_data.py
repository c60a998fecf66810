"""Builds what the web measurement needs in the data folder and database of this environment; prints it as JSON.

The demo commune with its 120 living dossiers, and the table of the bare views. Run in a process of its own, so that
the measurement itself never loads Django.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from liemchinh import prepare

ROWS = 1000


def build() -> dict[str, Any]:
    """Make everything and return codes, keys, tickets and the channels on offer."""
    from django.db import connection
    from django.utils import timezone

    from bench.bare.models import Row
    from liemchinh.dossiers import queries
    from liemchinh.jobs import demo, founding
    from liemchinh.org import queries as org
    from liemchinh.petitions import queries as petitions
    from liemchinh.portal.dossiers import ticket
    from liemchinh.procedures import queries as catalogue

    demo.build()
    if Row._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
        now = timezone.now()
        Row.objects.bulk_create(Row(pk=key + 1, text=f"Dòng số {key + 1}", made_at=now) for key in range(ROWS))
        if connection.vendor == "postgresql":  # keys were given by hand
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{Row._meta.db_table}', 'id'), {ROWS})")
    at = timezone.now()
    clerk = org.actor("tiepnhan1", at)
    unit = org.unit(founding.COMMUNE, timezone.localdate(at))
    pages = (queries.listed(clerk, at=at, filters=queries.Filters(page=number)) for number in (1, 2))
    dossiers = {row.code: row.key for page in pages for row in page.rows}
    return {
        "rows": ROWS,
        "authority": founding.COMMUNE,
        "password": demo.PASSWORD,
        "ticket_cookie": ticket.TICKETS.cookie,
        "dossiers": [
            {"code": code, "key": key, "ticket": ticket.TICKETS.sealed(code, queries.Fact.KEY)}
            for code, key in dossiers.items()
        ],
        "petitions": [
            {"code": row.code, "key": row.key}
            for row in petitions.listed(
                org.actor("chutich", at), at=at, wanted=petitions.Wanted(content="recommendation")
            ).rows
        ],
        "channels": [
            {"procedure": version.procedure.code, "channel": channel.id}
            for version in catalogue.offered_by(unit, timezone.localdate(at))
            for channel in list(version.channels.all())[:1]
        ],
    }


if __name__ == "__main__":
    prepare.prepare()
    json.dump(build(), sys.stdout)
