"""Simulated lives: the same seed and the same moment give the same dossiers, and never one from the future."""

import json
from typing import Any

import pytest
from django.db import transaction

from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import DAY_CLOSED
from liemchinh.jobs.simulate import simulate
from liemchinh.kernel.days import local_day
from liemchinh.ledger.models import Entry
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused

NOW = at("2026-09-18 15:20")
SAME = ("code", "applicant_name", "applicant_phone", "state", "awaits", "received_at", "due_at", "index_due_at", "step")


def lived(seed: int, now: Any = NOW, dossiers: int = 12) -> list[tuple[Any, ...]]:
    """Everything that can be compared of a simulated town, which is then forgotten."""
    with transaction.atomic():
        simulate(dossiers=dossiers, seed=seed, now=now)
        rows = list(Dossier.objects.order_by("code").values_list(*SAME))
        events = list(Event.objects.order_by("dossier__code", "step").values_list("verb", "at", "by", "reason"))
        transaction.set_rollback(True)
    return [*rows, *events]


def test_the_same_seed_and_the_same_moment_give_the_same_town(cast: Cast) -> None:
    assert lived(7) == lived(7)


def test_another_seed_gives_another_town(cast: Cast) -> None:
    assert lived(7) != lived(8)


def test_nothing_happens_after_now_and_every_event_has_its_entry(cast: Cast) -> None:
    entries = Entry.objects.exclude(kind__startswith="payments.")  # what a receipt charges has an entry of its own
    before = entries.count()
    acts = simulate(dossiers=30, seed=2, now=NOW)
    events = Event.objects.all()
    assert not events.filter(at__gt=NOW).exists()
    closed = events.filter(verb="close_unanswered").count()
    days = Entry.objects.filter(kind=DAY_CLOSED.code).count()
    assert events.count() == acts + closed == entries.count() - before - days
    assert Dossier.objects.count() == 30


def test_each_day_is_closed_before_the_next_one_begins(cast: Cast) -> None:
    simulate(dossiers=30, seed=2, now=NOW)
    worked = {local_day(at) for at in Event.objects.values_list("at", flat=True)} - {local_day(NOW)}
    closed = Entry.objects.filter(kind=DAY_CLOSED.code).order_by("id")
    assert {json.loads(bytes(row.entry))["on"] for row in closed} == {day.isoformat() for day in worked}
    for row in closed:
        assert not Entry.objects.filter(id__lt=row.id, kind="dossiers.received", at__gt=row.at).exists()


def test_a_town_of_enough_dossiers_shows_every_fate(cast: Cast) -> None:
    simulate(dossiers=60, seed=12, now=NOW)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"receive", "ask_supplement", "take_supplement", "give_back", "refuse"} <= verbs
    assert set(Dossier.objects.values_list("state", flat=True)) >= {4, 10}


@pytest.mark.django_db
def test_without_the_invented_commune_nothing_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liemchinh.jobs.simulate.is_founded", lambda: False)
    with refused("simulate.town", "xã mẫu"):
        simulate(dossiers=1, seed=1, now=NOW)
