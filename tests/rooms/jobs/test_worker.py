"""Scheduled work: it looks, does what is due, and one piece that fails does not stop the others."""

import argparse
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from liemchinh.dossiers.models import Dossier
from liemchinh.jobs import worker
from tests import builders
from tests.builders import at
from tests.cast import Cast


def test_a_look_closes_what_is_due_and_a_second_look_finds_nothing(cast: Cast) -> None:
    code = builders.asked(cast).code
    assert worker.look(at("2026-09-22 12:00"))["close_unanswered"] == 0
    assert worker.look(at("2026-09-23 00:00"))["close_unanswered"] == 1
    assert worker.look(at("2026-09-23 00:01"))["close_unanswered"] == 0
    assert Dossier.objects.get(code=code).state == 8


def test_a_piece_that_fails_is_left_for_the_next_look(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: object) -> int:
        raise DatabaseError("the disk is full")

    monkeypatch.setitem(worker.WORK, "close_unanswered", broken)
    assert set(worker.look(at("2026-09-23 00:00"))) == set(worker.WORK) - {"close_unanswered"}
    assert worker.run(argparse.Namespace(once=True)) == 1


def test_ended_sessions_are_forgotten_and_living_ones_kept(cast: Cast) -> None:
    for key, hours in (("da-het", -1), ("con-han", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))
    worker.look(timezone.now())
    assert list(Session.objects.values_list("session_key", flat=True)) == ["con-han"]


def test_one_look_says_what_it_did(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    builders.asked(cast)
    assert worker.run(argparse.Namespace(once=True)) == 0
    assert "hồ sơ quá hạn bổ sung" in capsys.readouterr().out
