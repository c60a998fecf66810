"""Draws in the log: announced in time, never quietly again, drawn only as announced, and recomputed by anyone.

The rounds of the beacon that a test can know are past ones, so these draws are held in September 2023.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import drawing, queries
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.note import KeyType, Note, SignerKey, parse_note
from liemchinh.ledger.core.policy import Witness, policy_text
from liemchinh.ledger.draws.announcement import Lottery, Party
from liemchinh.ledger.draws.beacon import Beacon, beacon_time
from liemchinh.ledger.draws.checking import Verdict, check_draw
from liemchinh.ledger.draws.pool import Declarant
from liemchinh.ledger.draws.selection import reveal_commitment
from liemchinh.ledger.models import Entry, Thread
from liemchinh.ledger.rules import draws as rules
from liemchinh.ledger.sealing.files import Folder, append_line
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.ledger.book import Book

ROUND = 657413
BEACON = Beacon(
    ROUND,
    bytes.fromhex("b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"),
)
DRAWN = datetime.fromtimestamp(beacon_time(ROUND), VIETNAM)  # 18:00:03 on Friday 15/9/2023
BEFORE = DRAWN - timedelta(days=2)
LOTTERY = Lottery("Xổ số kiến thiết miền Bắc", "giải đặc biệt", "2023-09-15", 5)
SECRET = b"\5" * 32
FRONT = Party("Mặt trận Tổ quốc", reveal_commitment(SECRET))
PEOPLE = [
    Declarant(
        f"{unit:03d}{one:03d}", f"H99.{unit}", "head" if one == 0 else "other", "ill" if one == 4 else "", "Tên Mẫu"
    )
    for unit in range(1, 7)
    for one in range(12)
]


def announced(
    cast: Cast, *, at: datetime = BEFORE, people: Sequence[Declarant] = PEOPLE, **changes: Any
) -> drawing.Announced:
    facts: dict[str, Any] = {
        "unit": cast.commune,
        "period": "2023",
        "basis": "Kế hoạch 01/KH-VD",
        "lottery": LOTTERY,
        "drawn_at": DRAWN,
    }
    return drawing.announce(by=cast.leader.actor, at=at, people=people, **{**facts, **changes})


def drawn(cast: Cast, leaf: str, *, at: datetime = DRAWN, **changes: Any) -> Any:
    facts: dict[str, Any] = {"beacon": BEACON, "lottery": "04711"}
    return drawing.carry_out(by=cast.leader.actor, at=at, leaf=leaf, **{**facts, **changes})


def codes(verdict: Verdict, shown: drawing.DrawShown, book: Book | None = None) -> set[str]:
    pool = (shown.folder / "pool.csv").read_text()
    found = check_draw(pool, (shown.folder / "result.json").read_bytes(), book.policy if book else None)
    return {one.code for one in found if one.verdict is verdict}


def test_a_draw_is_announced_drawn_and_computed_again_from_its_two_files(cast: Cast, book: Book) -> None:
    done = announced(cast)
    book.seal(BEFORE)
    result = drawn(cast, done.leaf)
    shown = drawing.draw_shown(done.leaf)
    assert shown.standing == "finished"
    assert shown.result == result
    assert len(result.outcome.units) == 2  # a fifth of six, rounded up
    assert {len(one.leaders) + len(one.others) for one in result.outcome.units} == {2}  # a tenth of twelve
    assert not codes(Verdict.WRONG, shown, book)
    assert codes(Verdict.HOLDS, shown, book) >= {"entry", "pool", "beacon", "seed", "outcome", "log"}


def test_the_entry_holds_the_hash_of_the_file_and_nothing_about_people(cast: Cast, book: Book) -> None:
    done = announced(cast)
    text = bytes(Entry.objects.get(leaf=bytes.fromhex(done.leaf)).entry).decode()
    public = json.loads(text)
    assert (public["kind"], public["no"], public["ag"]) == ("ledger.draw_announced", 1, cast.commune)
    files = "".join(path.read_text() for path in done.folder.iterdir())
    assert not [word for word in ("Tên Mẫu", "001000", "head") if word in text + files]
    assert {path.name for path in done.folder.iterdir()} == {"announcement.json", "announcement.entry.json", "pool.csv"}


def test_everybody_gets_a_salt_of_their_own(cast: Cast, book: Book) -> None:
    done = announced(cast)
    assert len(done.people) == len(PEOPLE)
    assert {len(salt) for salt in done.people} == {32}
    assert drawing.pool_of(drawing.draw_shown(done.leaf)) != drawing.pool_of(
        drawing.draw_shown(announced(cast, period="2024").leaf)
    )


def test_the_law_of_the_day_gives_the_shares(cast: Cast, book: Book) -> None:
    draw = announced(cast).draw
    assert (draw.quota.units, draw.quota.people, draw.quota.leaders) == (20, 10, 1)
    assert draw.law[0] == "khoản 2 Điều 15 Nghị định 130/2020/NĐ-CP: 20 %"


def test_a_day_and_an_hour_are_left_to_witnesses(cast: Cast, book: Book) -> None:
    least = DRAWN - timedelta(hours=25)
    assert announced(cast, at=least).draw.round == ROUND
    with refused("draws.notice", "25 giờ", "18 giờ"):
        announced(cast, at=least + timedelta(seconds=1), period="2024")
    earliest = announced(cast, drawn_at=None, period="2025").draw
    assert 0 <= earliest.opens_at - (BEFORE + timedelta(hours=25)).timestamp() < 3
    assert earliest.fallback == earliest.round + 28_800


def test_a_lottery_of_the_same_day_is_refused(cast: Cast, book: Book) -> None:
    with refused("draws.lottery_day"):
        announced(cast, lottery=replace(LOTTERY, on="2023-09-13"))


@pytest.mark.parametrize("who", ["receiver", "administrator", "stranger_leader"])
def test_others_may_not_hold_a_draw_for_us(cast: Cast, book: Book, who: str) -> None:
    with refused("draws.seat", cast.commune):
        drawing.announce(
            by=getattr(cast, who).actor,
            at=BEFORE,
            unit=cast.commune,
            period="2023",
            people=PEOPLE,
            basis="Kế hoạch",
            lottery=LOTTERY,
        )
    leaf = announced(cast).leaf
    with refused("draws.seat"):
        drawing.carry_out(by=getattr(cast, who).actor, at=DRAWN, leaf=leaf, beacon=BEACON, lottery="04711")


# Again --------------------------------------------------------------------------------------------------------


def test_announcing_again_needs_a_reason_and_makes_the_first_void_for_everyone_to_see(cast: Cast, book: Book) -> None:
    first = announced(cast)
    with refused("draws.announcement_part", "replaces"):
        announced(cast, people=PEOPLE[:-1])
    second = announced(cast, people=PEOPLE[:-1], reason="Một người đã nghỉ hưu.")
    assert (second.draw.number, second.draw.replaces) == (2, first.leaf)
    assert [(one.draw.number, one.standing) for one in drawing.draws_shown()] == [(2, "open"), (1, "void")]
    with refused("draws.void"):
        drawn(cast, first.leaf)
    thread = Thread.objects.get(subject=rules.subject_of(cast.commune, "2023"))
    assert [queries.public_part(entry)["no"] for entry in queries.history(thread.tag)] == [1, 2]
    assert not codes_wrong(cast, second)


def codes_wrong(cast: Cast, done: drawing.Announced) -> set[str]:
    drawn(cast, done.leaf)
    return codes(Verdict.WRONG, drawing.draw_shown(done.leaf))


def test_nothing_is_drawn_twice(cast: Cast, book: Book) -> None:
    leaf = announced(cast).leaf
    drawn(cast, leaf)
    with refused("draws.finished", "2023"):
        drawn(cast, leaf, lottery="04712")
    again = announced(cast, reason="Thử lại.")
    assert (again.draw.number, again.draw.replaces) == (2, leaf)


def test_a_refused_announcement_leaves_no_entry(cast: Cast, book: Book) -> None:
    before = Entry.objects.count()
    with refused("draws.announcement_part", "basis"), transaction.atomic():
        announced(cast, basis=" ")
    assert Entry.objects.count() == before
    assert not drawing.draws_folder().exists()


# Drawing ------------------------------------------------------------------------------------------------------


def test_nothing_is_drawn_before_the_beacon_or_by_another(cast: Cast, book: Book) -> None:
    leaf = announced(cast).leaf
    with refused("draws.early", str(ROUND)):
        drawn(cast, leaf, at=DRAWN - timedelta(seconds=1))
    with refused("draws.round"):
        drawn(cast, leaf, beacon=Beacon(1000, BEACON.signature))
    with refused("draws.beacon"):
        drawn(cast, leaf, beacon=Beacon(ROUND, BEACON.signature[:-1] + b"\0"))
    with refused("draws.lottery"):
        drawn(cast, leaf, lottery="471")
    assert drawing.draw_shown(leaf).standing == "open"


def test_a_list_changed_after_the_announcement_is_not_drawn_from(cast: Cast, book: Book) -> None:
    done = announced(cast)
    path = done.folder / "pool.csv"
    header, first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([header, first.replace(",excluded", ",other").replace(",leader", ",other"), *rest[1:]]))
    with refused("draws.pool_changed"):
        drawn(cast, done.leaf)


def test_an_unknown_draw_is_not_found(cast: Cast, book: Book) -> None:
    for leaf in ("ab" * 8, "ab", "../../etc/passwd", "AB" * 8, announced(cast).leaf[:16] + "0" * 48):
        with pytest.raises(NotFound):
            drawing.draw_shown(leaf)


# Secrets ------------------------------------------------------------------------------------------------------


def test_a_secret_opened_in_time_counts_and_one_that_is_not_is_left_out(cast: Cast, book: Book) -> None:
    other = Party("Ủy ban kiểm tra", reveal_commitment(b"\6" * 32))
    leaf = announced(cast, parties=[FRONT, other]).leaf
    drawing.reveal(by=cast.leader.actor, at=DRAWN - timedelta(seconds=1), leaf=leaf, party=FRONT.name, secret=SECRET)
    result = drawn(cast, leaf)
    assert [one.party for one in result.reveals] == [FRONT.name]
    assert result.omitted == (other.name,)
    assert codes(Verdict.OPEN, drawing.draw_shown(leaf)) >= {"omitted"}
    assert not codes(Verdict.WRONG, drawing.draw_shown(leaf))


def test_secrets_are_taken_once_in_time_and_only_as_committed_to(cast: Cast, book: Book) -> None:
    leaf = announced(cast, parties=[FRONT]).leaf
    by = cast.leader.actor
    with refused("draws.reveal_late"):
        drawing.reveal(by=by, at=DRAWN, leaf=leaf, party=FRONT.name, secret=SECRET)
    early = DRAWN - timedelta(hours=1)
    with refused("draws.reveal"):
        drawing.reveal(by=by, at=early, leaf=leaf, party=FRONT.name, secret=bytes(32))
    with refused("draws.reveal"):
        drawing.reveal(by=by, at=early, leaf=leaf, party="Người lạ", secret=SECRET)
    drawing.reveal(by=by, at=early, leaf=leaf, party=FRONT.name, secret=SECRET)
    with refused("draws.revealed"):
        drawing.reveal(by=by, at=early, leaf=leaf, party=FRONT.name, secret=SECRET)


# Witnesses ----------------------------------------------------------------------------------------------------

WITNESS = SignerKey.generate("mttq.example/witness", KeyType.COSIGNATURE)


def cosigned(book: Book, at: datetime) -> None:
    """The published checkpoint with the witness's line of that time, as the publisher keeps late cosignatures."""
    folder = Folder(book.data / "ledger" / "2023")
    note = parse_note(folder.note() or b"")
    seen = Note(note.text, (*note.signatures, cosign(note.text, WITNESS, int(at.timestamp()))))
    size = int(note.text.splitlines()[1])
    append_line(
        folder.root / "history" / at.date().isoformat(),
        json.dumps({"size": size, "note": seen.to_bytes().decode()}, ensure_ascii=False),
    )
    policy = replace(book.policy, witnesses={"front": Witness("front", WITNESS.verifier)}, quorum="front")
    (book.data / "ledger" / "policy").write_text(policy_text(policy))


def test_a_witness_a_day_before_makes_the_draw_valid_and_the_result_proves_it(cast: Cast, book: Book) -> None:
    leaf = announced(cast).leaf
    book.seal(BEFORE)
    cosigned(book, DRAWN - timedelta(days=1))
    drawn(cast, leaf)
    assert codes(Verdict.HOLDS, drawing.draw_shown(leaf), book) >= {"timing", "log"}


def test_a_witness_that_came_too_late_makes_the_draw_void(cast: Cast, book: Book) -> None:
    leaf = announced(cast).leaf
    book.seal(BEFORE)
    cosigned(book, DRAWN - timedelta(hours=23))
    with refused("draws.unseen"):
        drawn(cast, leaf)
    assert drawing.draw_shown(leaf).standing == "open"


def test_without_a_witness_the_result_says_that_the_time_rests_on_us_alone(cast: Cast, book: Book) -> None:
    leaf = announced(cast).leaf
    book.seal(BEFORE)
    drawn(cast, leaf)
    assert codes(Verdict.OPEN, drawing.draw_shown(leaf), book) >= {"timing"}


def test_files_of_a_draw_are_never_written_over(cast: Cast, book: Book, tmp_path: Path) -> None:
    leaf = announced(cast).leaf
    (drawing.draw_shown(leaf).folder / "result.json").write_bytes(b"{}")
    with refused("draws.result"):
        drawn(cast, leaf)
