"""A monitor: silent on an honest log however it is read, and naming what is wrong with any other."""

import argparse
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from liemchinh.jobs.monitor import add_arguments, graph
from liemchinh.ledger.core import promise as promises
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.note import KeyType, SignerKey
from liemchinh.ledger.core.policy import parse_policy
from liemchinh.ledger.core.published import source_at
from liemchinh.ledger.monitor import command
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.graph import parse_graph
from liemchinh.ledger.monitor.state import State
from liemchinh.ledger.monitor.watching import Visit
from tests.rules.ledger.published import (
    BASE,
    DONE,
    FRONT,
    MORNING,
    PRESS,
    PROCESSING,
    PROMISES,
    RETURNED,
    UNIT,
    WITHDRAWN,
    Author,
    Publisher,
    at,
)

NOW = int(at("2026-09-10 12:00").timestamp())
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def honest(publisher: Publisher, *, days: int = 3, each: int = 4) -> Author:
    """Some days of an authority: dossiers received, half of them issued, closings; not yet published."""
    author = Author()
    author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING - timedelta(hours=1))
    for day in range(days):
        morning = MORNING + day * DAY
        due = morning.date().isoformat()
        for number in range(each):
            author.received(f"{day}-{number}", morning + number * SECOND, due_on=due)
        for number in range(each):
            author.moves(f"{day}-{number}", "handed_over", morning + HOUR + number * SECOND, PROCESSING)
        for number in range(1, each, 2):
            author.moves(f"{day}-{number}", "issued", morning + 5 * HOUR + number * SECOND, DONE)
        late = (day + 1) * (each - each // 2)
        figures = {"in_": each, "out": each // 2, "late": late, "last": (day + 1) * each}
        author.closes_day(morning.date().isoformat(), **figures)
    return author


def look(publisher: Publisher, state: Path, *, now: int = NOW, policy: Path | None = None) -> list[Finding]:
    """All that a visit finds, those of earlier visits with it."""
    memory = State(state, graph())
    visit = Visit(
        memory, source_at(str(publisher.root)), parse_policy((policy or publisher.policy()).read_bytes()), graph(), now
    )
    visit.make()
    found = [*(finding for _, finding in memory.findings()), *visit.passing]
    memory.close()
    return found


def grave(found: list[Finding]) -> list[str]:
    return [finding.kind for finding in found if finding.grave]


def claimed(entry: bytes) -> datetime:
    """The time that an entry claims."""
    return datetime.fromisoformat(json.loads(entry)["t"])


def told(publisher: Publisher, author: Author, state: Path) -> list[str]:
    """What is wrong with these entries when they come into the log one by one, each cosigned within a minute."""
    for entry in author.entries[len(publisher.entries) :]:
        publisher.grow([entry], claimed(entry) + 30 * SECOND)
    return grave(look(publisher, state, now=NOW + 86_400))


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path / "published")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


# ── an honest log ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_honest_log_has_nothing_wrong_and_what_is_overdue_is_told_without_blame(
    publisher: Publisher, state: Path
) -> None:
    author = honest(publisher)
    assert told(publisher, author, state) == []
    found = {finding.kind: finding for finding in look(publisher, state)}
    assert set(found) == {"shard_opened", "overdue", "unbounded"}
    assert "6 hồ sơ" in found["overdue"].sentence
    assert not found["overdue"].grave


@pytest.mark.parametrize("step", [1, 3, 7, 50])
def test_read_in_many_visits_or_in_one_an_honest_log_stays_honest(publisher: Publisher, state: Path, step: int) -> None:
    author = honest(publisher, days=3, each=6)
    while len(publisher.entries) < len(author.entries):
        following = author.entries[len(publisher.entries) :][:step]
        publisher.grow(following, claimed(following[-1]) + 30 * SECOND)
        assert grave(look(publisher, state, now=int(claimed(following[-1]).timestamp()) + 60)) == []
    assert grave(look(publisher, state)) == []


def test_a_book_of_many_bundles_is_read_whole(publisher: Publisher, state: Path) -> None:
    author = honest(publisher, days=3, each=160)
    publisher.grow(author.entries[:700], claimed(author.entries[699]))
    assert grave(look(publisher, state)) == ["closing_missing"]
    publisher.grow(author.entries[700:], MORNING + 3 * DAY)
    assert len(author.entries) > 5 * 256 - 100
    assert grave(look(publisher, state)) == []


def test_partial_files_that_were_tidied_away_are_read_from_the_full_ones(publisher: Publisher, state: Path) -> None:
    author = honest(publisher, days=3, each=60)
    publisher.grow(author.entries[:200], MORNING + 3 * DAY)
    look(publisher, state)
    old = (publisher.folder / "checkpoint").read_bytes()
    publisher.grow(author.entries[200:], MORNING + 3 * DAY)
    for part in publisher.folder.glob("tile/**/*.p/*"):
        if (part.parent.parent / part.parent.name.removesuffix(".p")).exists():
            part.unlink()
    (publisher.folder / "checkpoint").write_bytes(old)
    assert "missing" not in grave(look(publisher, state / "other"))


def test_a_new_years_book_is_followed_by_the_key_that_the_old_one_names(publisher: Publisher, state: Path) -> None:
    following = Publisher(publisher.root, 2027)
    author = honest(publisher)
    author.say(
        "ledger.shard_closed",
        publisher.key.name,
        MORNING + 3 * DAY,
        "",
        log=following.key.name,
        key=str(following.key.verifier),
    )
    publisher.grow(author.entries, MORNING + 3 * DAY)
    begun = len(author.entries)
    author.opens_book(
        following.key.name,
        str(following.key.verifier),
        MORNING + 3 * DAY,
        old=publisher.key.name,
        size=publisher.edge.size,
        root=publisher.edge.root().hex(),
    )
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED)
    author.closes_day("2026-09-10", in_=0, out=0, late=6, last=12)
    following.grow(author.entries[begun:], MORNING + 4 * DAY)
    found = look(publisher, state, now=NOW + 86_400)
    assert grave(found) == []
    assert [finding.place for finding in found if finding.kind == "shard_opened"] == [0, begun]


def test_a_new_book_that_tells_another_end_of_the_old_one_is_named(publisher: Publisher, state: Path) -> None:
    following = Publisher(publisher.root, 2027)
    author = honest(publisher)
    publisher.grow(author.entries, MORNING + 3 * DAY)
    begun = len(author.entries)
    author.opens_book(
        following.key.name,
        str(following.key.verifier),
        MORNING + 3 * DAY,
        old=publisher.key.name,
        size=5,
        root="00" * 32,
    )
    following.grow(author.entries[begun:], MORNING + 4 * DAY)
    assert grave(look(publisher, state, policy=publisher.policy(following.key))) == ["book_break"]


def frozen(publisher: Publisher, *, beyond: int = 0) -> tuple[Publisher, int]:
    """A book whose key signed nothing more after eight entries, and the next one, which tells how it ended.

    `beyond`: by how many entries it tells more than there are. Also how many entries the first book holds.
    """
    following = Publisher(publisher.root, 2027)
    author = honest(publisher)
    publisher.grow(author.entries[:8], MORNING + DAY)
    publisher.add(author.entries[8:])
    begun = len(author.entries)
    author.opens_book(
        following.key.name,
        str(following.key.verifier),
        MORNING + 3 * DAY,
        old=publisher.key.name,
        size=begun + beyond,
        root=publisher.edge.root().hex(),
    )
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED)
    author.closes_day("2026-09-10", in_=0, out=0, late=6, last=12)
    following.grow(author.entries[begun:], MORNING + 4 * DAY)
    return following, begun


def test_what_a_frozen_key_left_unsigned_is_read_as_the_next_book_vouches_for_it(
    publisher: Publisher, state: Path
) -> None:
    following, begun = frozen(publisher)
    policy = publisher.policy(following.key)
    for _ in range(2):
        found = look(publisher, state, now=NOW + 86_400, policy=policy)
        kinds = [finding.kind for finding in found]
        assert set(grave(found)) <= {"backdated"}  # seen by witnesses days later, which is told of each entry
        assert kinds.count("vouched") == 1
        assert [finding.place for finding in found if finding.kind == "shard_opened"] == [0, begun]


def test_an_end_that_no_files_lead_to_is_not_believed(publisher: Publisher, state: Path) -> None:
    following, _ = frozen(publisher, beyond=1)
    found = look(publisher, state, now=NOW + 86_400, policy=publisher.policy(following.key))
    assert "book_break" in grave(found)
    assert "vouched" not in [finding.kind for finding in found]


def test_entries_vouched_for_that_are_taken_away_again_are_missed(publisher: Publisher, state: Path) -> None:
    following, begun = frozen(publisher)
    policy = publisher.policy(following.key)
    look(publisher, state, now=NOW + 86_400, policy=policy)
    for path in publisher.folder.glob(f"tile/**/{begun}"):
        path.unlink()
    assert "shrunk" in grave(look(publisher, state, now=NOW + 86_400, policy=policy))


# ── what is wrong with entries ───────────────────────────────────────────────────────────────────────────────────────


def swapped(author: Author, index: int, **facts: Any) -> None:
    """Rewrite facts of one entry before it is published, as a lying operator would."""
    said = json.loads(author.entries[index]) | facts
    author.entries[index] = json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def lost(author: Author, publisher: Publisher) -> None:
    """A dossier's entries vanish before they are published."""
    tag = author.links["1-0"].tag
    author.entries = [entry for entry in author.entries if tag.encode() not in entry]


def skipped(author: Author, publisher: Publisher) -> None:
    author.numbers[UNIT, 2026] += 3
    author.received("them", MORNING + 3 * DAY)


def again(author: Author, publisher: Publisher) -> None:
    author.numbers[UNIT, 2026] -= 1
    author.received("them", MORNING + 3 * DAY)


def broken(author: Author, publisher: Publisher) -> None:
    swapped(author, 2, idx="2026-09-07T17:00:00+07:00")  # its next step names another hash


def step_lost(author: Author, publisher: Publisher) -> None:
    index = [n for n, entry in enumerate(author.entries) if b"handed_over" in entry][1]
    del author.entries[index]


def headless(author: Author, publisher: Publisher) -> None:
    index = next(n for n, entry in enumerate(author.entries) if b"dossiers.received" in entry)
    del author.entries[index]


def forbidden(author: Author, publisher: Publisher) -> None:
    author.moves("0-1", "issued", MORNING + 3 * DAY, DONE)


def wrong_state(author: Author, publisher: Publisher) -> None:
    author.moves("0-1", "returned", MORNING + 3 * DAY, WITHDRAWN)


def undone_wrong(author: Author, publisher: Publisher) -> None:
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED)
    author.moves("0-1", "reversed", MORNING + 3 * DAY, PROCESSING)


def other_number(author: Author, publisher: Publisher) -> None:
    author.__dict__["known"]["0-1"] = (77, "")
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED)


def other_unit(author: Author, publisher: Publisher) -> None:
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED, unit="H99.13")


def closed_wrong(author: Author, publisher: Publisher) -> None:
    author.received("them", MORNING + 3 * DAY)
    author.closes_day("2026-09-10", in_=0, out=0, late=6, last=12)


def closed_twice(author: Author, publisher: Publisher) -> None:
    author.closes_day("2026-09-09", in_=4, out=2, late=6, last=12)


def closed_early(author: Author, publisher: Publisher) -> None:
    author.closes_day("2026-09-11", when=MORNING + 3 * DAY, in_=0, out=0, late=6, last=12)


def into_closed(author: Author, publisher: Publisher) -> None:
    author.received("them", at("2026-09-09 23:40"))


def malformed(author: Author, publisher: Publisher) -> None:
    author.entries.append(b'{"v":1,"t":"2026-09-10T08:00:00+07:00"}')


@pytest.mark.parametrize(
    "facts",
    [
        {"n": 0},
        {"n": 10**30},
        {"n": True},
        {"n": 1.0},
        {"no": 10**30},
        {"no": -1},
        {"st": -2},
        {"no": "5"},
        {"no": True},
        {"t": "2026-09-07T08:00:00"},
        {"t": 5},
        {"kind": None},
        {"did": "\ud800"},
        {"ag": "\ud800"},
        {"c": ["\ud800"]},
    ],
)
def test_an_entry_that_no_honest_program_writes_is_told_and_read_past(
    publisher: Publisher, state: Path, facts: dict[str, Any]
) -> None:
    author = honest(publisher)
    said = json.loads(author.entries[2]) | {"did": "ff" * 16} | facts
    author.entries.append(json.dumps(said).encode())
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    assert "malformed" in grave(look(publisher, state))


def test_a_log_that_is_wrong_from_end_to_end_does_not_fill_the_disk(
    publisher: Publisher, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liemchinh.ledger.monitor.state.MOST_FINDINGS", 20)
    publisher.grow([f"{number}".encode() for number in range(50)], MORNING)
    kinds = grave(look(publisher, state))
    assert (len(kinds), kinds[-1]) == (21, "too_many")


def test_an_entrys_words_cannot_steer_a_terminal(
    publisher: Publisher, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    author = honest(publisher)
    author.moves("0-1", "returned", MORNING + 3 * DAY, RETURNED, unit="\x1b[2J\nKhông thấy")
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    run(str(publisher.root), "--policy", str(publisher.policy()), "--state", str(state))
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\nKhông thấy" not in said


@pytest.mark.parametrize(
    ("tamper", "kinds"),
    [
        (lost, {"number_gap", "closing_differs"}),
        (skipped, {"number_gap"}),
        (again, {"number_again"}),
        (broken, {"chain_prev"}),
        (step_lost, {"chain_step", "chain_prev", "move_forbidden"}),
        (headless, {"chain_headless", "number_gap", "move_forbidden", "closing_differs"}),
        (forbidden, {"move_forbidden"}),
        (wrong_state, {"state_wrong"}),
        (undone_wrong, {"state_wrong"}),
        (other_number, {"number_changed"}),
        (other_unit, {"unit_changed"}),
        (closed_wrong, {"closing_differs"}),
        (closed_twice, {"closing_again"}),
        (closed_early, {"closing_early"}),
        (into_closed, {"after_closing"}),
        (malformed, {"malformed"}),
    ],
)
def test_what_is_wrong_is_named(
    publisher: Publisher, state: Path, tamper: Callable[[Author, Publisher], None], kinds: set[str]
) -> None:
    author = honest(publisher)
    tamper(author, publisher)
    found = set(told(publisher, author, state))
    assert found & kinds, found
    assert found <= kinds | {"closing_differs"}, found


def test_a_day_with_entries_and_no_last_line_is_missed_after_a_day_of_grace(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    author.received("them", at("2026-09-10 09:00"))
    publisher.grow(author.entries, at("2026-09-10 09:01"))
    for now, kinds in (("2026-09-11 23:59", []), ("2026-09-12 00:01", ["closing_missing"])):
        assert grave(look(publisher, state, now=int(at(now).timestamp()))) == kinds
    author.closes_day("2026-09-10", in_=1, out=0, late=6, last=13)
    publisher.grow(author.entries[-1:], at("2026-09-12 08:00"))
    assert grave(look(publisher, state, now=int(at("2026-09-12 09:00").timestamp()))) == []


def test_acts_after_midnight_do_not_spoil_the_recount_of_the_day_before(publisher: Publisher, state: Path) -> None:
    """A late dossier ends at 0:05, before the day's last line is written: it was late that midnight all the same."""
    author = Author()
    author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING)
    author.received("a", MORNING, due_on="2026-09-07")
    author.moves("a", "handed_over", MORNING, PROCESSING)
    author.moves("a", "issued", at("2026-09-08 00:05"), DONE)
    author.closes_day("2026-09-07", in_=1, out=0, late=1, last=1)
    author.closes_day("2026-09-08", in_=0, out=1, late=0, last=1)
    assert told(publisher, author, state) == []


# ── claimed times ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claimed", "cosigned", "kinds"),
    [
        ("2026-09-10 08:00", "2026-09-10 08:00", []),
        ("2026-09-10 07:01", "2026-09-10 08:00", []),  # after the last look at 08:00 less the promised hour
        ("2026-09-10 06:59", "2026-09-10 08:00", ["backdated"]),
        ("2026-09-10 09:30", "2026-09-10 08:31", []),
        ("2026-09-10 09:32", "2026-09-10 08:31", ["postdated"]),
    ],
)
def test_a_claimed_time_is_held_against_what_witnesses_saw(
    publisher: Publisher, state: Path, claimed: str, cosigned: str, kinds: list[str]
) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))  # the world has seen a log without the next entry
    author.received("them", at(claimed))
    publisher.grow(author.entries[-1:], at(cosigned) + timedelta(seconds=5))
    found = look(publisher, state)
    assert grave(found) == kinds
    assert all(finding.place == len(author.entries) - 1 for finding in found if finding.grave)


def test_a_bracket_holds_over_several_visits(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    look(publisher, state)
    author.received("them", at("2026-09-10 03:00"))
    publisher.grow(author.entries[-1:], at("2026-09-10 08:10"))
    assert grave(look(publisher, state)) == ["backdated"]


def test_without_a_witness_the_log_says_itself_that_its_clock_is_no_evidence(tmp_path: Path, state: Path) -> None:
    publisher = Publisher(tmp_path / "published", witnesses=())
    author = honest(publisher)
    author.received("them", MORNING - 30 * DAY)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    found = look(publisher, state)
    assert "backdated" not in grave(found)
    assert "no_witness" in {finding.kind for finding in found if not finding.grave}


def test_entries_before_the_first_witness_are_counted(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries[:5], MORNING, by=())
    publisher.grow(author.entries[5:20], MORNING, by=())
    publisher.grow(author.entries[20:], at("2026-09-10 08:00"))
    (told_,) = [finding for finding in look(publisher, state) if finding.kind == "unbounded"]
    assert f"{len(author.entries)} mục" in told_.sentence


def test_a_cosignature_that_came_late_still_counts(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"), by=())
    publisher.publish(at("2026-09-10 08:05"))  # the same size again, now cosigned
    author.received("them", at("2026-09-10 03:00"))
    publisher.grow(author.entries[-1:], at("2026-09-10 08:10"))
    assert grave(look(publisher, state)) == ["backdated"]


def test_a_quorum_not_reached_for_longer_than_promised_is_a_finding(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    author.received("them", at("2026-09-10 11:30"))
    publisher.grow(author.entries[-1:], at("2026-09-10 11:31"), by=(PRESS,))
    young = look(publisher, state)
    assert grave(young) == [] and "quorum" in {finding.kind for finding in young}
    assert grave(look(publisher, state, now=NOW + 3000)) == ["quorum"]


# ── two histories ────────────────────────────────────────────────────────────────────────────────────────────────────


def forked(publisher: Publisher, entries: list[bytes], when: str) -> Publisher:
    """Another history under the same key."""
    other = Publisher(publisher.root)
    other.key = publisher.key
    other.grow(entries, at(when))
    return other


def test_a_log_that_shrinks_is_named_and_both_notes_are_kept(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    look(publisher, state)
    forked(publisher, author.entries[:-4], "2026-09-10 09:00")
    assert grave(look(publisher, state)) == ["shrunk"]
    assert len(list((state / "evidence").iterdir())) == 2


@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_rewritten_history_is_named_and_stays_named(publisher: Publisher, state: Path, more: int) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    look(publisher, state)
    swapped(author, 3, c="ff" * 32)
    for number in range(more):
        author.received(f"them{number}", at("2026-09-10 08:00"))
    forked(publisher, author.entries, "2026-09-10 09:00")
    assert grave(look(publisher, state)) == ["fork"]
    assert grave(look(publisher, state)) == ["fork"]


def test_a_milestone_of_another_history_in_the_published_history_is_named(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries[:10], at("2026-09-10 07:00"))
    swapped(author, 3, c="ff" * 32)
    forked(publisher, author.entries, "2026-09-10 08:00")
    assert "fork" in grave(look(publisher, state))


def test_a_replaced_bundle_is_named_by_its_entry(publisher: Publisher, state: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    swapped(author, 6, c="ff" * 32)
    (bundle,) = publisher.folder.glob("tile/entries/000.p/*")
    from liemchinh.ledger.core.tiles import pack_entries

    bundle.write_bytes(pack_entries(author.entries))
    (finding,) = [it for it in look(publisher, state) if it.grave]
    assert finding.kind == "bundle" and "số 6 " in finding.sentence


def test_a_replaced_tile_is_named(publisher: Publisher, state: Path) -> None:
    publisher.grow(honest(publisher).entries, at("2026-09-10 08:00"))
    (tile,) = publisher.folder.glob("tile/0/000.p/*")
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert grave(look(publisher, state)) == ["tiles"]


def test_a_checkpoint_that_nobody_signed_is_named(publisher: Publisher, state: Path) -> None:
    publisher.grow(honest(publisher).entries, at("2026-09-10 08:00"))
    policy = publisher.policy()
    publisher.key = SignerKey.generate(publisher.key.name, KeyType.ED25519)
    publisher.publish(at("2026-09-10 08:00"))
    assert grave(look(publisher, state, policy=policy)) == ["signature"]


def test_a_log_that_disappears_is_named(publisher: Publisher, state: Path) -> None:
    publisher.grow(honest(publisher).entries, at("2026-09-10 08:00"))
    look(publisher, state)
    (publisher.folder / "checkpoint").unlink()
    assert grave(look(publisher, state)) == ["gone"]


# ── over HTTP, receipts, the command ─────────────────────────────────────────────────────────────────────────────────


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def site(publisher: Publisher) -> Iterator[str]:
    """The published folder behind a real web server."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(publisher.root)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(*words: str) -> int:
    """The command with these words."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return command.run(parser.parse_args(words), graph())


def test_over_the_web_the_same_is_found_as_in_the_folder(
    publisher: Publisher, state: Path, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    author = honest(publisher, each=130)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    words = ["--policy", str(publisher.policy()), "--state"]
    assert run(site, *words, str(state)) == 0
    assert "Không thấy điều gì bất thường" in capsys.readouterr().out
    again(author, publisher)
    publisher.grow(author.entries[-1:], at("2026-09-10 08:01"))
    assert run(site, *words, str(state), "--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (wrong,) = [line for line in lines if line["kind"] == "number_again"]
    assert (wrong["kind"], wrong["unit"], wrong["place"]) == ("number_again", UNIT, len(author.entries) - 1)
    assert run(str(publisher.root), *words, str(state / "other")) == 1


def test_a_log_that_cannot_be_reached_is_no_silence(state: Path, publisher: Publisher) -> None:
    assert run("http://127.0.0.1:9", "--policy", str(publisher.policy()), "--state", str(state)) == 1


def test_receipts_are_checked_in_bulk(publisher: Publisher, state: Path, tmp_path: Path) -> None:
    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    began = int(MORNING.timestamp())
    kept = promises.make(leaf_hash(author.entries[3]), began, 3600, PROMISES)
    dropped = promises.make(bytes(32), began, 3600, PROMISES)
    young = promises.make(bytes(31) + b"1", NOW, 65_535, PROMISES)
    false = replace(kept, leaf=bytes(31) + b"2")
    strange = promises.make(bytes(32), began, 3600, SignerKey.generate(f"{BASE}/promise", KeyType.ED25519))
    digits = [promises.digits(one) for one in (kept, dropped, young, false, strange)]
    file = tmp_path / "receipts"
    file.write_text("\n".join([*digits, "", "123"]), encoding="utf-8")
    memory = State(state, graph())
    visit = Visit(memory, source_at(str(publisher.root)), parse_policy(publisher.policy().read_bytes()), graph(), NOW)
    visit.make()
    found = command.receipts(visit, visit.policy, file.read_text(encoding="utf-8"))
    assert [(it.kind, it.evidence.get("line")) for it in found if it.kind != "receipts"] == [
        ("receipt_unreadable", 4),
        ("receipt_unreadable", 5),
        ("receipt_unreadable", 7),
        ("receipt_dropped", 2),
    ]
    assert [it.kind for it in found if it.grave] == ["receipt_dropped"]
    assert "3 lời hứa: 1 có trong sổ, 1 chưa tới hạn" in found[-1].sentence


def test_the_moves_travel_as_a_file() -> None:
    assert parse_graph(graph().to_json()) == graph()
    assert {kind for kind, rule in graph().moves.items() if rule.opens} == {
        "dossiers.filed",
        "dossiers.received",
        "dossiers.refused",
        "dossiers.registered",
    }


def test_a_witness_that_saw_another_history_gives_the_split_view_away(publisher: Publisher, state: Path) -> None:
    from liemchinh.ledger.witness.rules import Seen, Verdict
    from liemchinh.ledger.witness.server import Witness, WitnessServer
    from liemchinh.ledger.witness.store import Store

    author = honest(publisher)
    publisher.grow(author.entries, at("2026-09-10 08:00"))
    store = Store(state.parent / "seen.sqlite3")
    server = WitnessServer(("127.0.0.1", 0), Witness(store, [PRESS], dict))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        policy = publisher.policy(urls={"bao": f"http://127.0.0.1:{server.server_port}"})
        assert grave(look(publisher, state, policy=policy)) == []
        swapped(author, 3, c="ff" * 32)
        other = Publisher(state.parent / "other")
        other.key = publisher.key
        other.add(author.entries[:9])
        note = other.note(at("2026-09-08 08:00"), by=(PRESS,))
        shown = Verdict(200, b"", seen=Seen(9, other.edge.root(), note))
        store.decide(publisher.key.name, lambda seen: shown, sent=b"", at=0)
        assert grave(look(publisher, state, policy=policy)) == ["split_view"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        assert FRONT.name
