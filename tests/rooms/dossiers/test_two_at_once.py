"""Two officers in the same instant, with real commits: one wins, the other gets a sentence; no code is lost."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.errors import Refused
from liemchinh.ledger import queries as ledger
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do everything at once, each on a connection of its own; what each came to, in their order."""
    ready = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(30)
            came[number] = act()
        except Exception as problem:  # an error of any kind is what the test is about
            came[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return came


def sorted_out(came: list[Any]) -> tuple[list[Dossier], list[Refused]]:
    wins = [result for result in came if isinstance(result, Dossier)]
    losses = [result for result in came if isinstance(result, Refused)]
    assert len(wins) + len(losses) == len(came), came
    return wins, losses


def test_sixteen_intakes_at_once_give_sixteen_consecutive_codes(cast: Cast) -> None:
    by, filing = cast.receiver.actor, builders.filing()
    came = together(*[lambda: services.receive(filing=filing, by=by, at=MORNING)] * 16)
    wins, losses = sorted_out(came)
    assert losses == []
    assert sorted(row.code for row in wins) == [f"H99.12-260907-{number:04d}" for number in range(1, 17)]
    assert sorted(row.number for row in wins) == list(range(1, 17))
    assert Event.objects.count() == 16


def test_one_form_sent_twice_in_the_same_instant_is_one_dossier(cast: Cast) -> None:
    by, filing, token = cast.receiver.actor, builders.filing(), uuid.uuid4()
    wins, losses = sorted_out(together(*[lambda: services.receive(filing=filing, by=by, at=MORNING, token=token)] * 6))
    assert losses == [] and len({row.code for row in wins}) == 1
    assert Dossier.objects.count() == 1
    assert builders.received(cast).code.endswith("-0002")  # the others used up no number


def test_signed_and_sent_back_at_once_is_only_one_of_them(cast: Cast) -> None:
    by = cast.leader.actor
    for verbs in (("sign", "send_back"), ("send_back", "sign")):
        code, step = (dossier := ground.endorsed(cast)).code, dossier.step
        acts = [lambda verb=verb: ACTS[verb](code, by, LATER, seen_step=step) for verb in verbs]  # noqa: B023 - done now
        wins, losses = sorted_out(together(*acts))
        assert len(wins) == len(losses) == 1
        assert losses[0].code == "dossiers.stale" and "xem lại" in str(losses[0])
        assert Event.objects.filter(dossier=dossier, step=step + 1).count() == 1


def test_two_desks_hand_the_same_dossier_over_and_the_second_reads_where_it_is(cast: Cast) -> None:
    code = builders.received(cast).code
    one, two = cast.receiver.actor, cast.receiver2.actor
    wins, losses = sorted_out(
        together(lambda: ACTS["hand_over"](code, one, LATER), lambda: ACTS["hand_over"](code, two, LATER))
    )
    assert len(wins) == 1
    assert losses[0].code == "dossiers.move" and "Đang xử lý" in str(losses[0])
    # unless it is one form, posted twice: then it is one act, and nobody is refused
    again, token = builders.received(cast).code, uuid.uuid4()
    wins, losses = sorted_out(together(*[lambda: ACTS["hand_over"](again, one, LATER, token=token)] * 4))
    assert losses == [] and {row.step for row in wins} == {2}
    assert Event.objects.filter(verb="hand_over").count() == 2


def test_the_answer_and_the_closing_meet_and_the_dossier_ends_up_as_one_of_them_says(cast: Cast) -> None:
    dossier = builders.asked(cast)
    assert dossier.answer_due_at is not None
    when, by = dossier.answer_due_at, cast.receiver.actor
    answer, closed = together(
        lambda: ACTS["take_supplement"](dossier.code, by, when), lambda: services.close_unanswered(at=when)
    )
    state = Dossier.objects.get(pk=dossier.pk).state
    if closed == [dossier.code]:
        assert state == 8 and isinstance(answer, Refused)
    else:
        assert state == 4 and closed == [] and isinstance(answer, Dossier)


def test_many_hands_on_one_dossier_leave_one_unbroken_thread(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    by = cast.receiver.actor
    came = together(
        *[
            lambda number=number: ACTS["correct"](
                dossier.code, by, LATER + timedelta(minutes=number), changes={"applicant_address": f"Thôn {number}"}
            )
            for number in range(8)
        ]
    )
    assert sorted_out(came)[1] == []
    entries = ledger.history(dossier.tag)
    assert [entry.step for entry in entries] == list(range(1, len(entries) + 1))
    for before, after in zip(entries, entries[1:], strict=False):
        assert ledger.public_part(after)["prev"] == bytes(before.leaf).hex()
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.step, bytes(stored.leaf)) == (entries[-1].step, bytes(entries[-1].leaf))
