"""What the program writes is what an outsider counts: a random history, published, and a monitor that finds nothing."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier
from liemchinh.jobs.monitor import graph
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.policy import parse_policy
from liemchinh.ledger.core.published import source_at
from liemchinh.ledger.models import Entry
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.state import State
from liemchinh.ledger.monitor.watching import Visit
from tests import builders
from tests.builders import MORNING, ON_POSTGRESQL
from tests.cast import Cast
from tests.rooms.dossiers.ground import ACTS, master, registered
from tests.rules.ledger.published import Author, Publisher

DAYS = 15
BEGINNINGS = (builders.received, builders.assigned, builders.asked, builders.submitted, builders.issued, registered)


def live(cast: Cast, chance: random.Random) -> datetime:
    """Some weeks of the commune: dossiers come in and go on by whatever verb chance picks; some nights nobody works."""
    everybody = master()
    for day in range(DAYS):
        morning = MORNING + timedelta(days=day)
        for number in range(chance.randint(0, 3)):
            chance.choice(BEGINNINGS)(cast, morning + timedelta(minutes=number))
        evening = morning + timedelta(hours=9)
        act(chance, everybody, evening, times=6)
        night = morning + timedelta(hours=15)  # ten past midnight: before the day's last line is written
        act(chance, everybody, night, times=2)
        services.close_unanswered(at=night)
        if chance.random() < 0.7:
            services.close_days(at=night + timedelta(hours=1))
    end = MORNING + timedelta(days=DAYS + 1)
    services.close_days(at=end)
    return end


def act(chance: random.Random, by: object, when: datetime, *, times: int) -> None:
    """Some moves on some dossiers; what is refused is refused."""
    codes = sorted(Dossier.objects.values_list("code", flat=True))
    for number, code in enumerate(chance.sample(codes, k=min(times, len(codes)))):
        try:
            ACTS[chance.choice(sorted(ACTS))](code, by, when + timedelta(seconds=number))
        except Refused:
            pass


def publish(root: Path) -> Publisher:
    """All entries in the order in which they were written, after the one that opens the book."""
    publisher = Publisher(root, witnesses=())
    author = Author()
    author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING)
    rows = Entry.objects.filter(kind__startswith="dossiers.").order_by("id").values_list("entry", flat=True)
    publisher.grow([*author.entries, *map(bytes, rows)], MORNING + timedelta(days=DAYS + 1))
    return publisher


def look(publisher: Publisher, state: Path, end: datetime) -> list[Finding]:
    """What an outsider finds wrong."""
    memory = State(state, graph())
    policy = parse_policy(publisher.policy().read_bytes())
    visit = Visit(memory, source_at(str(publisher.root)), policy, graph(), int(end.timestamp()))
    visit.make()
    return [it for it in (*(it for _, it in memory.findings()), *visit.passing) if it.grave]


@pytest.mark.parametrize("seed", [int(ON_POSTGRESQL)])
def test_an_outsider_counts_the_same_from_public_entries_alone(cast: Cast, tmp_path: Path, seed: int) -> None:
    end = live(cast, random.Random(seed))
    publisher = publish(tmp_path / "published")
    assert [it.sentence for it in look(publisher, tmp_path / "state", end)] == []
    said = [json.loads(entry) for entry in publisher.entries]
    closings = [entry for entry in said if entry["kind"] == "dossiers.day_closed"]
    assert len(closings) > DAYS // 3
    assert max(entry["late"] for entry in closings) > 0
    assert len({entry["kind"] for entry in said}) > 8


def test_a_figure_changed_by_one_is_noticed(cast: Cast, tmp_path: Path) -> None:
    builders.issued(cast)
    services.close_days(at=MORNING + timedelta(days=1))
    publisher = publish(tmp_path / "published")
    *before, closing = publisher.entries
    said = json.loads(closing)
    for name in ("in", "out", "late", "last"):
        liar = Publisher(tmp_path / name, witnesses=())
        liar.key = publisher.key
        liar.grow([*before, json.dumps({**said, name: said[name] + 1}).encode()], MORNING)
        assert [it.kind for it in look(liar, tmp_path / f"state-{name}", MORNING + timedelta(days=2))][:1] == [
            "closing_differs"
        ], name
