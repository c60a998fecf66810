"""What is kept is Vietnamese as it was written, whatever language the reader has chosen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps

from liemchinh.dossiers import queries, services
from liemchinh.kernel import words
from liemchinh.papers.press import render
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.dossiers import ground

MARK = "[in another language] "
"""What our pretended language puts before every sentence: found in a row, it is a sentence that leaked."""
ROOMS = ("ledger", "org", "payments", "notices", "procedures", "dossiers", "exchange", "risk")


@pytest.fixture(autouse=True)
def another_language() -> Iterator[None]:
    before = list(words._shown_in)
    words.show_with(lambda sentence: MARK + sentence)
    yield
    words._shown_in[:] = before


def test_no_row_and_no_entry_keeps_a_sentence_in_the_readers_language(cast: Cast) -> None:
    for number, standing in enumerate(ground.PLACES):
        ground.PLACES[standing][0](cast) if number else ground.registered(cast)
    late = builders.assigned(cast)
    ground.ACTS["apologise"](late.code, cast.leader.actor, MORNING + timedelta(hours=3))
    services.close_unanswered(at=MORNING + timedelta(days=60))
    services.report_silence(at=MORNING + timedelta(days=60))
    leaked = []
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for row in model._default_manager.all().values():
                for column, value in row.items():
                    text = (
                        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    )
                    if MARK in text:
                        leaked.append((model.__name__, column, text[max(0, text.index(MARK) - 40) :][:120]))
    assert leaked == []


def test_an_official_paper_is_vietnamese_whoever_prints_it(cast: Cast) -> None:
    dossier = builders.returned(cast)
    for name in ("receipt", "control"):
        paper = queries.paper_of(dossier, name, site="https://motcua.example")
        assert MARK not in repr(paper), name
        assert render(paper)
    assert MARK in builders.received(cast).budget.words(), "on a page it would have spoken"
