"""The verifier says what is proved and what is not, and is never content with less than the policy asks."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh import cli
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.policy import Policy
from liemchinh.ledger.core.promise import digits
from liemchinh.ledger.core.proof import Opening
from liemchinh.ledger.verify.asking import examine
from liemchinh.ledger.verify.looking import reader_of
from liemchinh.ledger.verify.reading import read_evidence
from liemchinh.ledger.verify.saying import Mark, Report, Ruling, legible
from tests.refusals import refused
from tests.rules.ledger import paperwork
from tests.rules.ledger.paperwork import AT, HOUR, Published, book, entry_of, policy, promise, record_of, salt_of

LINK = "https://motcua.xa-mau.example/h/H99.12-260918-0018/7K2M9QXD7K2M9QXD#"


def examined(
    *handed: bytes, trust: Policy | None = None, log: Path | None = None, now: int = AT + 2 * HOUR, live: bool = False
) -> list[Report]:
    read = reader_of(str(log)) if log else None
    files = [(f"tệp {number}", data) for number, data in enumerate(handed)]
    return examine(files, trust or policy(), read, now=now, live=live)


def marks(report: Report) -> dict[str, Mark]:
    return {line.code: line.mark for line in report.lines}


@pytest.fixture
def log(tmp_path: Path) -> Published:
    return book(tmp_path / "log")


# ── proofs ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_good_proof_says_what_it_proves_and_what_it_does_not(log: Published) -> None:
    (report,) = examined(log.proof(299).to_bytes())
    assert report.ruling is Ruling.MATCH
    told = report.sentences()
    for words in (
        "Khớp",
        "Đã chứng minh: Mục số 299 có trong quyển sổ motcua.xa-mau.example/ledger/2026, ở mốc 300 mục",
        "2 bên chứng kiến đã ký mốc này: bao (10 giờ 01, 18/9/2026); mattran",
        "Nội dung riêng kèm theo đúng là nội dung",
        "Chưa chứng minh: Điều được ghi có đúng sự thật hay không: lời khai sai",
    ):
        assert words in told
    assert marks(report)["truth"] is marks(report)["later"] is Mark.OPEN


@pytest.mark.parametrize("part", ["entry", "record", "salt"])
def test_a_changed_word_in_what_is_opened_never_passes(log: Published, part: str) -> None:
    openings = {
        "entry": Opening(log.entries[7].replace("H99.12", "H99.13"), record_of(7), salt_of(7)),
        "record": Opening(log.entries[7], record_of(8), salt_of(7)),
        "salt": Opening(log.entries[7], record_of(7), salt_of(8)),
    }
    (report,) = examined(log.proof(7, openings[part]).to_bytes())
    assert report.ruling is Ruling.MISMATCH
    assert marks(report)["log" if part == "entry" else "record"] is Mark.FAILS


def test_an_entry_without_its_record_is_in_the_log_and_no_more(log: Published) -> None:
    (report,) = examined(log.proof(7, Opening(log.entries[7])).to_bytes())
    assert report.ruling is Ruling.MATCH
    assert marks(report)["record"] is Mark.OPEN


@given(st.data())
def test_no_changed_byte_of_a_proof_makes_another_one_that_matches(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    global _GOOD
    if not _GOOD:
        _GOOD = book(tmp_path_factory.mktemp("log")).proof(5).to_bytes()
    place = data.draw(st.integers(0, len(_GOOD) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != _GOOD[place]))
    changed = _GOOD[:place] + bytes([byte]) + _GOOD[place + 1 :]
    (report,) = examined(changed)
    # a cosigner's line under another name is no line of a known witness: then the quorum is missing
    assert report.ruling is not Ruling.MATCH


_GOOD = b""


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    max_leaves=6,
)
ENTRY = st.text(min_size=1) | st.dictionaries(st.sampled_from(["kind", "ag", "n", "t", "c"]), JSON).map(json.dumps)


@given(ENTRY, st.text())
def test_whatever_an_entry_says_the_verifier_keeps_its_head(
    tmp_path_factory: pytest.TempPathFactory, entry: str, record: str
) -> None:
    log = Published(tmp_path_factory.mktemp("log"), entries=[entry])
    log.publish(seen_at=dict.fromkeys(paperwork.WITNESSES, AT))
    opening = Opening(entry, record, salt_of(0) if record else b"")
    (report,) = examined(log.proof(0, opening).to_bytes())
    assert marks(report)["log"] is Mark.HOLDS
    assert marks(report)["record"] is (Mark.FAILS if record else Mark.OPEN)
    assert report.sentences().count("\n") == len(report.lines)  # no entry can write lines of its own
    assert json.loads(json.dumps(report.as_json()))["ruling"] == report.ruling


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_it_stumble(data: bytes) -> None:
    assert [report.ruling for report in examined(data)] == [Ruling.UNCLEAR]


def test_too_few_witnesses_leave_it_open_and_none_asked_for_is_said(log: Published) -> None:
    log.publish(seen_at={"bao": AT + 60})
    (report,) = examined(log.proof(7).to_bytes())
    assert (report.ruling, marks(report)["quorum"]) == (Ruling.UNCLEAR, Mark.OPEN)
    log.publish(seen_at={})
    (alone,) = examined(log.proof(7).to_bytes(), trust=policy(quorum="none"))
    assert alone.ruling is Ruling.MATCH
    assert "Chưa bên chứng kiến nào ký mốc này: chỉ có lời của chính quyển sổ." in alone.sentences()


def test_a_log_that_the_policy_does_not_know_is_neither_true_nor_false(log: Published) -> None:
    (report,) = examined(log.proof(7).to_bytes(), trust=policy("2025"))
    assert report.ruling is Ruling.UNCLEAR


def test_what_is_no_proof_is_told_what_it_is() -> None:
    for data, words in (
        (b"%PDF-1.7 ...", "quét mã QR"),
        (b"\x89PNG....", "quét mã QR"),
        (b"xin ch\xc3\xa0o", "Không thấy lời hứa nào"),
        (b"\xff\xfe\x00", "không phải chữ"),
        (b"c2sp.org/tlog-proof@v1\nx", "không phải bằng chứng"),
        (b"12345", "chữ số"),
    ):
        (report,) = examined(data)
        assert report.ruling is Ruling.UNCLEAR
        assert words in report.sentences()


# ── promises ────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_promise_alone_shows_who_gave_it_and_not_that_it_was_kept() -> None:
    (report,) = examined((LINK + digits(promise(entry_of(7)))).encode())
    assert report.ruling is Ruling.UNCLEAR
    assert (marks(report)["promise"], marks(report)["kept"]) == (Mark.HOLDS, Mark.OPEN)
    assert "sẽ có trong sổ công khai trước 11 giờ, 18/9/2026" in report.sentences()


def test_a_promise_and_the_proof_of_its_entry_belong_together(log: Published) -> None:
    kept, proof = examined(digits(promise(entry_of(7), salt=salt_of(7))).encode(), log.proof(7).to_bytes())
    assert (kept.ruling, proof.ruling) == (Ruling.MATCH, Ruling.MATCH)
    other, _ = examined(digits(promise(entry_of(7), salt=salt_of(8))).encode(), log.proof(7).to_bytes())
    assert (other.ruling, marks(other)["salt"]) == (Ruling.MISMATCH, Mark.FAILS)
    stranger, _ = examined(digits(promise(entry_of(8))).encode(), log.proof(7).to_bytes())
    assert stranger.ruling is Ruling.UNCLEAR


def test_a_promise_by_a_stranger_or_under_anothers_key_id_is_not_believed() -> None:
    strange = promise(entry_of(7), by=paperwork.key("ai-do.example/promise"))
    (report,) = examined(digits(strange).encode())
    assert (report.ruling, marks(report)["promise"]) == (Ruling.UNCLEAR, Mark.OPEN)
    (forged,) = examined(digits(replace(strange, key_id=paperwork.PROMISE_KEY.verifier.key_id)).encode())
    assert (forged.ruling, marks(forged)["promise"]) == (Ruling.MISMATCH, Mark.FAILS)


def test_promises_are_read_from_every_line_however_the_phone_broke_them() -> None:
    one, two = digits(promise(entry_of(1))), digits(promise(entry_of(2), salt=salt_of(2)))
    text = f"Giấy 1:\n{LINK}{one[:100]}\n{one[100:200]}\n {one[200:]}\n\n{LINK}{two}\n"
    leaves = [leaf_hash(entry_of(number).encode()) for number in (1, 2)]
    assert [found.leaf for found in read_evidence(text.encode())] == leaves  # type: ignore[union-attr]
    with refused("ledger.promise"):
        read_evidence((LINK + one[:-1]).encode())


# ── looking into the log ────────────────────────────────────────────────────────────────────────────────────
def test_a_promised_entry_is_found_in_the_log(log: Published) -> None:
    (report,) = examined(digits(promise(entry_of(299))).encode(), log=log.root)
    assert report.ruling is Ruling.MATCH
    assert report.facts["index"] == 299
    log.publish(seen_at={})
    (unseen,) = examined(digits(promise(entry_of(299))).encode(), log=log.root)
    assert (unseen.ruling, marks(unseen)["kept"]) == (Ruling.UNCLEAR, Mark.HOLDS)


def test_a_missing_entry_after_its_time_is_proof_that_it_was_dropped(log: Published) -> None:
    missing = digits(promise(entry_of(9999))).encode()
    log.publish(seen_at=dict.fromkeys(paperwork.WITNESSES, AT + HOUR + 1))
    (report,) = examined(missing, log=log.root)
    assert report.ruling is Ruling.DROPPED
    assert "BẰNG CHỨNG HỒ SƠ BỊ BỎ" in report.sentences()
    assert "KHÔNG có trong sổ, đã xem hết từng mục: motcua.xa-mau.example/ledger/2026, 300 mục" in report.sentences()
    assert report.facts["checkpoints"] == [log.note.decode()]


def test_before_its_time_or_in_an_old_copy_a_missing_entry_proves_nothing(log: Published) -> None:
    missing = digits(promise(entry_of(9999))).encode()
    for now in (AT + HOUR - 1, AT + 30 * HOUR):  # seen one minute after the promise, whatever the time is now
        (report,) = examined(missing, log=log.root, now=now)
        assert report.ruling is Ruling.UNCLEAR


def test_read_live_after_the_time_it_is_dropped_by_this_computers_clock_alone_and_says_so(log: Published) -> None:
    missing = digits(promise(entry_of(9999))).encode()
    (report,) = examined(missing, log=log.root, live=True)
    assert (report.ruling, marks(report)["after"]) == (Ruling.DROPPED, Mark.OPEN)
    (early,) = examined(missing, log=log.root, live=True, now=AT + HOUR)
    assert early.ruling is Ruling.UNCLEAR


def test_a_closed_book_needs_no_later_witness_but_the_open_one_does(log: Published) -> None:
    missing = digits(promise(entry_of(9999), at=AT + 9 * HOUR)).encode()
    both = policy("2026", "2027")
    following = Published(log.root, "2027", [entry_of(5000)])
    following.publish(seen_at=dict.fromkeys(paperwork.WITNESSES, AT + 30 * HOUR))
    assert examined(missing, trust=both, log=log.root, now=AT + 40 * HOUR)[0].ruling is Ruling.UNCLEAR
    log.entries.append('{"kind":"ledger.shard_closed"}')
    log.publish(seen_at=dict.fromkeys(paperwork.WITNESSES, AT + 60))
    assert examined(missing, trust=both, log=log.root, now=AT + 40 * HOUR)[0].ruling is Ruling.DROPPED


def test_a_book_that_cannot_be_read_proves_no_absence(log: Published) -> None:
    missing = digits(promise(entry_of(9999))).encode()
    (report,) = examined(missing, trust=policy("2026", "2027"), log=log.root, live=True)
    assert (report.ruling, marks(report)["book"]) == (Ruling.UNCLEAR, Mark.OPEN)


def test_a_log_that_shows_other_leaves_than_it_signed_is_caught(log: Published) -> None:
    log.publish(
        seen_at=dict.fromkeys(paperwork.WITNESSES, AT + 2 * HOUR),
        checkpoint=Checkpoint(log.origin, 300, bytes(32)),
    )
    for number in (7, 9999):  # also when the leaf looked for is among those shown
        (report,) = examined(digits(promise(entry_of(number))).encode(), log=log.root)
        assert (report.ruling, marks(report)["book"]) == (Ruling.MISMATCH, Mark.FAILS)


def test_partial_files_that_are_gone_are_read_from_the_full_ones(log: Published) -> None:
    full = Published(log.root, "2026", [entry_of(number) for number in range(512)])
    old = log.note
    full.publish(seen_at={})
    (log.root / "2026" / "checkpoint").write_bytes(old)
    for partial_file in (log.root / "2026" / "tile").rglob("*.p/*"):
        partial_file.unlink()
    (log.root / "2026" / "tile" / "1" / "000.p" / "1").write_bytes(full.read(1, 0, 1))
    (report,) = examined(digits(promise(entry_of(290))).encode(), log=log.root)
    assert (report.ruling, report.facts["index"]) == (Ruling.MATCH, 290)


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────
class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_command_looks_into_a_log_over_the_network(
    log: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = str(paperwork.policy_file(tmp_path))
    with served(log.root) as address:
        kept = cli.main(["verify", LINK + digits(promise(entry_of(7))), "--policy", trust, "--log", address, "--json"])
        lost = cli.main(["verify", digits(promise(entry_of(9999))), "--policy", trust, "--log", address, "--json"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (kept, lost) == (0, 1)
    assert [one["ruling"] for one in told] == ["match", "dropped"]
    assert cli.main(["verify", digits(promise(entry_of(7))), "--policy", trust, "--log", address]) == 1  # nobody there


def test_the_exit_status_tells_proved_not_proved_and_misused(
    log: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = str(paperwork.policy_file(tmp_path))
    good, bad = tmp_path / "good.tlog-proof", tmp_path / "bad.tlog-proof"
    good.write_bytes(log.proof(7).to_bytes())
    bad.write_bytes(log.proof(7, Opening(log.entries[8])).to_bytes())
    assert cli.main(["verify", str(good), "--policy", trust]) == 0
    assert cli.main(["verify", str(good), str(bad), "--policy", trust]) == 1
    assert "Khớp" in capsys.readouterr().out
    missing = str(tmp_path / "absent")
    for words in (
        [str(good)],
        ["--policy", trust],
        [missing, "--policy", trust],
        [str(good), "--policy", missing],
        [str(good), "--policy", str(good)],
        [str(good), "--policy", trust, "--log", "ftp://x"],
    ):
        assert cli.main(["verify", *words]) == 2, words


def test_a_text_that_would_play_with_the_terminal_is_made_harmless() -> None:
    assert legible("a\x1b[2Jb\u202ec") == "a\ufffd[2Jb\ufffdc"
