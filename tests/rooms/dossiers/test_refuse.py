"""Refusing at the counter: with a coded and a written reason, at once or after a registration."""

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier, Event
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


def test_a_refusal_keeps_its_number_and_both_reasons(cast: Cast) -> None:
    dossier = ground.refused_at_once(cast)
    assert (dossier.state, dossier.awaits, dossier.received_at) == (rules.State.REFUSED, "nobody", None)
    event = Event.objects.get(dossier=dossier)
    assert (event.facts["reason_code"], event.reason) == ("authority", "Thuộc cơ quan cấp tỉnh.")
    assert dossier.code.endswith("-0001")


def test_a_reason_outside_the_list_is_no_reason(cast: Cast) -> None:
    for reason_code in ("", "other", "late"):
        with refused("dossiers.reason_code", "danh sách"):
            services.refuse_new(
                filing=builders.filing(), reason_code=reason_code, reason="Vì thế.", by=cast.receiver.actor, at=MORNING
            )
    assert not Dossier.objects.exists()


def test_a_code_without_words_is_no_reason(cast: Cast) -> None:
    with refused("dossiers.needs", "lý do"):
        services.refuse_new(
            filing=builders.filing(), reason_code="subject", reason=" ", by=cast.receiver.actor, at=MORNING
        )


def test_the_applicant_reads_why(cast: Cast) -> None:
    dossier = ACTS["refuse"](ground.registered(cast).code, cast.receiver.actor, LATER)
    last = queries.tracked(dossier, at=LATER).knots[-1]
    assert (last.title, last.note, last.state) == ("Không tiếp nhận hồ sơ", "Không đủ điều kiện.", "done")
