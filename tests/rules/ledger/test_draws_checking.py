"""Computing a published draw again: an honest one holds, every change of any input shows, and gaps are said."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.merkle import leaf_hash, node_hash
from liemchinh.ledger.core.note import KeyType, Note, SignerKey
from liemchinh.ledger.core.policy import Policy, parse_policy, policy_text
from liemchinh.ledger.core.proof import LogProof
from liemchinh.ledger.draws.announcement import (
    Announcement,
    Lottery,
    Party,
    check_announcement,
    document_hash,
    draw_json,
    parse_announcement,
)
from liemchinh.ledger.draws.beacon import Beacon, beacon_time
from liemchinh.ledger.draws.checking import DrawFinding, Verdict, add_check_arguments, check_draw, run_check
from liemchinh.ledger.draws.pool import EXCLUDED, LEADER, OTHER, PoolLine, pool_root, pool_text
from liemchinh.ledger.draws.result import (
    DrawResult,
    Reveal,
    check_lottery,
    check_secret,
    finish_draw,
    parse_result,
    reveal_document,
)
from liemchinh.ledger.draws.selection import Quota, reveal_commitment
from tests.refusals import refused

SIGNATURE = bytes.fromhex(
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
)
ROUND = 657413
DAY = 24 * 3600
SECRETS = {"Mặt trận xã": b"\7" * 32, "Ủy ban kiểm tra": b"\11" * 32}
LINES = [
    PoolLine(f"{unit:02x}{one:062x}", f"H99.{unit}", LEADER if one < 2 else EXCLUDED if one == 5 else OTHER)
    for unit in range(1, 11)
    for one in range(15)
]
DRAW = Announcement(
    unit="H99",
    period="2027",
    number=1,
    announced_by="H99.TTr.01",
    basis="Kế hoạch 01/KH-VD",
    law=("khoản 2 Điều 15 Nghị định 130/2020/NĐ-CP: 20 %",),
    root=pool_root(LINES).hex(),
    people=150,
    units=10,
    quota=Quota(20, 10, 1),
    round=ROUND,
    fallback=ROUND + 1200,
    lottery=Lottery("Xổ số miền Bắc", "giải đặc biệt", "2023-09-15", 5),
    excluded={"ill": 4, "verified": 6},
    parties=tuple(Party(name, reveal_commitment(secret)) for name, secret in SECRETS.items()),
)


def entry(document: bytes, *, at: int, kind: str = "ledger.draw_announced") -> str:
    claimed = datetime.fromtimestamp(at, UTC).isoformat()
    return draw_json({"kind": kind, "ag": "H99", "doc": document_hash(document), "t": claimed}).decode()


def reveal(leaf: bytes, party: str, *, at: int | None = None) -> Reveal:
    document = reveal_document(leaf, party, SECRETS[party])
    return Reveal(party, SECRETS[party], entry(document, at=DRAW.opens_at - 60 if at is None else at))


def finished(draw: Announcement = DRAW, **changes: Any) -> DrawResult:
    written = entry(draw.to_bytes(), at=draw.opens_at - 2 * DAY)
    leaf = leaf_hash(written.encode())
    inputs: dict[str, Any] = {
        "entry": written,
        "pool": LINES,
        "beacon": Beacon(ROUND, SIGNATURE),
        "lottery": "01234",
        "reveals": {party: reveal(leaf, party) for party in SECRETS},
    }
    return finish_draw(draw, **{**inputs, **changes})


def verdicts(result: DrawResult, pool: str = "", policy: Policy | None = None) -> dict[str, Verdict]:
    found = check_draw(pool or pool_text(LINES), result.to_bytes(), policy)
    rank = {Verdict.HOLDS: 0, Verdict.OPEN: 1, Verdict.WRONG: 2}
    worst: dict[str, Verdict] = {}
    for one in found:
        worst[one.code] = max(worst.get(one.code, Verdict.HOLDS), one.verdict, key=lambda it: rank[it])
    return worst


def wrong(found: Mapping[str, Verdict]) -> set[str]:
    return {code for code, verdict in found.items() if verdict is Verdict.WRONG}


def test_an_honest_draw_holds_and_what_cannot_be_seen_is_said() -> None:
    found = verdicts(finished())
    assert {code for code, verdict in found.items() if verdict is Verdict.HOLDS} == {
        *("entry", "pool", "beacon", "lottery", "reveal", "seed", "outcome"),
    }
    assert {code for code, verdict in found.items() if verdict is Verdict.OPEN} == {
        *("pool_people", "lottery_source", "timing", "again"),
    }


def test_the_result_file_is_read_back_as_it_was_written() -> None:
    result = finished(proof="anything")
    assert parse_result(result.to_bytes()) == result
    assert parse_announcement(DRAW.to_bytes()) == DRAW


def test_lines_of_the_pool_in_another_order_are_the_same_pool() -> None:
    shuffled = "tag,unit,stratum\n" + "\n".join(reversed(pool_text(LINES).splitlines()[1:])) + "\n"
    assert not wrong(verdicts(finished(), shuffled))


def test_one_line_less_or_changed_is_another_pool() -> None:
    assert wrong(verdicts(finished(), pool_text(LINES[1:]))) >= {"pool"}
    changed = [replace(LINES[0], stratum=OTHER), *LINES[1:]]
    assert wrong(verdicts(finished(), pool_text(changed))) >= {"pool"}


def test_excluding_more_people_than_reasons_were_given_for_shows() -> None:
    short = replace(DRAW, excluded={"ill": 4})
    assert wrong(verdicts(finished(short))) == {"pool"}


def test_an_announcement_changed_after_the_entry_shows() -> None:
    result = finished()
    later = replace(DRAW, quota=Quota(30, 10, 1))
    assert "entry" in wrong(verdicts(replace(result, announcement=later)))


def test_another_beacon_lottery_or_secret_gives_another_seed() -> None:
    result = finished()
    assert wrong(verdicts(replace(result, beacon=Beacon(ROUND, bytes([0x80]) + SIGNATURE[1:])))) == {"beacon", "seed"}
    assert wrong(verdicts(replace(result, beacon=Beacon(ROUND + 1, SIGNATURE)))) == {"beacon"}
    assert wrong(verdicts(replace(result, lottery="01235"))) == {"seed"}
    assert wrong(verdicts(replace(result, lottery="1234"))) == {"seed", "lottery"}
    one, two = result.reveals
    assert wrong(verdicts(replace(result, reveals=(replace(one, secret=bytes(32)), two)))) == {"reveal", "seed"}
    assert "parties" in wrong(verdicts(replace(result, reveals=(one,))))
    assert "parties" in wrong(verdicts(replace(result, reveals=(two, one))))


def test_a_person_put_in_anothers_place_is_found_with_the_unit() -> None:
    result = finished()
    first, *rest = result.outcome.units
    swapped = replace(first, others=(first.reserve[0],), reserve=(first.others[0], *first.reserve[1:]))
    forged = replace(result, outcome=replace(result.outcome, units=(swapped, *rest)))
    (found,) = [one for one in check_draw(pool_text(LINES), forged.to_bytes()) if one.verdict is Verdict.WRONG]
    assert found.code == "outcome"
    assert first.unit in found.sentence


def test_a_secret_that_was_not_opened_is_left_out_by_rule_and_told() -> None:
    leaf = finished().leaf
    result = finished(reveals={"Ủy ban kiểm tra": reveal(leaf, "Ủy ban kiểm tra")})
    assert result.omitted == ("Mặt trận xã",)
    assert result.seed != finished().seed
    found = verdicts(result)
    assert not wrong(found)
    assert found["omitted"] is Verdict.OPEN


def test_a_secret_opened_after_the_beacon_does_not_count() -> None:
    leaf = finished().leaf
    late = {party: reveal(leaf, party, at=DRAW.opens_at) for party in SECRETS}
    assert wrong(verdicts(finished(reveals=late))) == {"reveal"}


def test_the_fallback_round_is_told_with_its_condition() -> None:
    draw = replace(DRAW, round=ROUND - 1200, fallback=ROUND)
    written = entry(draw.to_bytes(), at=draw.opens_at - 2 * DAY)
    leaf = leaf_hash(written.encode())
    early = {party: reveal(leaf, party, at=draw.opens_at - 1) for party in SECRETS}
    found = verdicts(finished(draw, reveals=early))
    assert not wrong(found)
    assert found["fallback"] is Verdict.OPEN


# Witnesses ----------------------------------------------------------------------------------------------------

LOG = SignerKey.generate("xa.vn.example/ledger/2026", KeyType.ED25519)
FRONT = SignerKey.generate("mttq.example/witness", KeyType.COSIGNATURE)
PRESS = SignerKey.generate("bao.example/witness", KeyType.COSIGNATURE)
POLICY = parse_policy(
    f"log {LOG.verifier}\nwitness front {FRONT.verifier}\nwitness press {PRESS.verifier}\n"
    "group both all front press\nquorum both\n"
)


def proven(at: Mapping[str, int], key: SignerKey = LOG) -> DrawResult:
    """A draw whose announcement is the second of two entries in a checkpoint cosigned at these times."""
    result = finished()
    sibling = leaf_hash(b"{}")
    signed = sign(Checkpoint(LOG.name, 2, node_hash(sibling, result.leaf)), key)
    signers = {"front": FRONT, "press": PRESS}
    lines = tuple(cosign(signed.text, signers[name], when) for name, when in at.items())
    note = Note(signed.text, (*signed.signatures, *lines))
    return replace(result, proof=LogProof(1, (sibling,), note.to_bytes()).to_bytes().decode())


def test_a_quorum_a_day_before_the_beacon_holds() -> None:
    result = proven({"front": DRAW.opens_at - DAY, "press": DRAW.opens_at - DAY - 5})
    found = verdicts(result, policy=POLICY)
    assert found["timing"] is Verdict.HOLDS
    assert found["log"] is Verdict.HOLDS


def test_a_quorum_reached_a_second_too_late_makes_the_draw_invalid() -> None:
    result = proven({"front": DRAW.opens_at - DAY + 1, "press": DRAW.opens_at - 2 * DAY})
    assert wrong(verdicts(result, policy=POLICY)) == {"timing"}


def test_without_any_witness_it_says_so() -> None:
    found = check_draw(pool_text(LINES), proven({}).to_bytes(), POLICY)
    (timing,) = [one for one in found if one.code == "timing"]
    assert timing.verdict is Verdict.OPEN
    assert "Không bên chứng kiến nào" in timing.sentence


def test_a_proof_by_a_stranger_or_of_another_entry_shows() -> None:
    times = {"front": DRAW.opens_at - DAY, "press": DRAW.opens_at - DAY}
    stranger = SignerKey.generate(LOG.name, KeyType.ED25519)
    assert wrong(verdicts(proven(times, stranger), policy=POLICY)) == {"log"}
    moved = proven(times)
    moved = replace(moved, proof=moved.proof.replace("index 1\n", "index 0\n"))
    assert wrong(verdicts(moved, policy=POLICY)) == {"log"}


# Files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("number", {"people": 0}),
        ("number", {"excluded": {"ill": 0}}),
        ("unit", {"unit": ""}),
        ("basis", {"basis": " "}),
        ("basis", {"law": ()}),
        ("pool", {"root": "ab"}),
        ("quota", {"quota": Quota(0, 10, 1)}),
        ("quota", {"quota": Quota(20, 101, 1)}),
        ("beacon", {"fallback": ROUND}),
        ("lottery", {"lottery": Lottery("", "giải", "2027-01-01", 5)}),
        ("lottery", {"lottery": Lottery("Miền Bắc", "giải", "15/9/2023", 5)}),
        ("parties", {"parties": (Party("A", "a" * 64), Party("A", "b" * 64))}),
        ("replaces", {"number": 2}),
        ("replaces", {"number": 2, "replaces": "a" * 64}),
        ("replaces", {"replaces": "a" * 64, "reason": "đổi ý"}),
    ],
)
def test_an_announcement_leaves_nothing_open(part: str, changes: dict[str, Any]) -> None:
    check_announcement(DRAW)
    with refused("draws.announcement_part", part):
        check_announcement(replace(DRAW, **changes))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"pool": []}', DRAW.to_bytes() + b"\n"])
def test_any_other_file_is_no_announcement_and_no_result(data: bytes) -> None:
    with refused("draws.announcement"):
        parse_announcement(data)
    with refused("draws.result"):
        parse_result(data)


def test_a_result_with_another_spelling_or_type_is_refused() -> None:
    told = json.loads(finished().to_bytes())
    for change in ({"lottery": 1234}, {"beacon": {"round": True, "signature": SIGNATURE.hex()}}, {"more": 1}):
        with refused("draws.result"):
            parse_result(draw_json({**told, **change}))


def test_the_digits_of_the_lottery_are_written_one_way_only() -> None:
    check_lottery(DRAW, "00000")
    for digits in ("0", "000000", "0000a", "٠٠٠٠٠", " 0000", ""):
        with refused("draws.lottery", "5"):
            check_lottery(DRAW, digits)


def test_a_secret_is_only_what_was_committed_to() -> None:
    check_secret(DRAW, "Mặt trận xã", SECRETS["Mặt trận xã"])
    for party, secret in (("Mặt trận xã", bytes(32)), ("Người lạ", bytes(32)), ("Mặt trận xã", b"")):
        with refused("draws.reveal", party):
            check_secret(DRAW, party, secret)


def run(tmp_path: Path, *words: str) -> int:
    import argparse

    (tmp_path / "policy").write_text(policy_text(POLICY))
    parser = argparse.ArgumentParser()
    add_check_arguments(parser)
    return run_check(parser.parse_args([str(tmp_path / "pool.csv"), str(tmp_path / "result.json"), *words]))


def test_the_command_says_each_finding_and_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = proven({"front": DRAW.opens_at - DAY, "press": DRAW.opens_at - DAY})
    (tmp_path / "pool.csv").write_text(pool_text(LINES))
    (tmp_path / "result.json").write_bytes(result.to_bytes())
    assert run(tmp_path, "--policy", str(tmp_path / "policy")) == 0
    said = capsys.readouterr().out.splitlines()
    assert "Khớp: Tính lại ra đúng 2 đơn vị và 4 người trúng thăm, đúng thứ tự dự bị." in said
    assert not [line for line in said if line.startswith("KHÔNG KHỚP")]
    (tmp_path / "result.json").write_bytes(replace(result, lottery="99999").to_bytes())
    assert run(tmp_path, "--json") == 1
    told = json.loads(capsys.readouterr().out)["findings"]
    assert {"code": "seed", "verdict": "wrong"}.items() <= next(one for one in told if one["code"] == "seed").items()
    (tmp_path / "result.json").write_bytes(b"nothing")
    assert run(tmp_path) == 2
    (tmp_path / "result.json").unlink()
    assert run(tmp_path) == 2


def test_every_finding_is_a_whole_sentence() -> None:
    found: list[DrawFinding] = check_draw(pool_text(LINES), finished().to_bytes())
    assert all(one.sentence.endswith(".") and "{" not in one.sentence for one in found)
    assert beacon_time(ROUND) == DRAW.opens_at
