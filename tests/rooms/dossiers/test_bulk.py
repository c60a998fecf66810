"""Simulated dossiers by the hundred: whole rows, chained entries, given numbers; the audit has nothing to say."""

import pytest
from django.db import connection

from liemchinh.dossiers import queries
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.jobs import province
from liemchinh.jobs.audit import look
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from tests.builders import at

NOW = at("2026-09-18 09:00")


@pytest.mark.django_db(transaction=True)
def test_a_simulated_province_is_one_that_the_audit_believes(cast: object) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(Refused) as refused:
            province.simulate(dossiers=40, communes=2, years=1, seed=3, now=NOW)
        assert refused.value.code == "simulate.database"
        return
    made = province.simulate(dossiers=300, communes=2, years=1, seed=3, now=NOW)
    assert (Dossier.objects.count(), Event.objects.count()) == (300, made.entries)
    assert [finding.sentence for finding in look(files=False, signer=False)] == []
    commune = province.codes(1)[0]
    receiver = org.actor(province.person("tiepnhan", commune), NOW)
    found = queries.listed(receiver, at=NOW, filters=queries.Filters())
    assert found.total == 150
    assert {row.authority.code for row in found.rows} == {commune}
    code = found.rows[0].code
    assert queries.tracked(queries.handled_by(receiver, code=code, at=NOW), at=NOW).knots
    assert queries.last_day_closed() == local_day(NOW).replace(day=17)
    with pytest.raises(Refused) as refused:
        province.simulate(dossiers=40, communes=2, years=1, seed=3, now=NOW)
    assert refused.value.code == "simulate.again"
