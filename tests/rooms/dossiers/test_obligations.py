"""Financial obligations: the clocks wait for them only where the procedure's own version says so."""

from datetime import timedelta

from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.rules import State
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


def test_a_procedure_without_a_pause_rule_goes_on(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    with refused("dossiers.no_pause", "không cho tạm dừng"):
        ACTS["ask_obligation"](dossier.code, cast.specialist.actor, LATER)
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at


def test_both_clocks_wait_alike_and_go_on_with_what_was_left(cast: Cast) -> None:
    before = ground.pausing(cast)
    assert before.due_at == at("2026-10-07 17:00")  # thirty days
    waiting = ACTS["ask_obligation"](before.code, cast.specialist.actor, at("2026-09-09 09:00"))
    assert (waiting.state, waiting.due_at, waiting.index_due_at) == (State.OBLIGATION, None, None)
    assert waiting.answer_due_at is None  # the fifteen days are for supplements
    met = ACTS["meet_obligation"](before.code, cast.receiver.actor, at("2026-09-14 09:00"))
    assert met.due_at == met.index_due_at == at("2026-10-12 17:00")
    assert (met.state, met.awaits) == (State.PROCESSING, "specialist")


def test_the_papers_of_an_obligation_are_kept_by_their_numbers(cast: Cast) -> None:
    dossier = ground.obliged(cast)
    ACTS["meet_obligation"](dossier.code, cast.specialist.actor, LATER + timedelta(days=1))
    reasons = list(dossier.events.order_by("-step").values_list("reason", flat=True)[:2])
    assert reasons == ["Biên lai 0012", "Thông báo 07/TB"]
