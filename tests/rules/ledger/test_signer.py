"""The signer signs one history, forwards only, and says the same thing when it is asked again."""

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core import merkle, promise
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.cosign import cosigned_at
from liemchinh.ledger.core.note import KeyType, check_signed, parse_note
from liemchinh.ledger.signer import rules
from liemchinh.ledger.signer.keys import Keyring, fingerprint
from liemchinh.ledger.signer.rules import Signed
from liemchinh.ledger.signer.signing import Signing
from liemchinh.ledger.signer.store import Store
from tests.refusals import refused
from tests.rules.ledger.growing import ORIGIN, Log

BASE = ORIGIN.rpartition("/")[0]


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    """A signer with a promise key and an open log, nothing signed but the empty tree."""
    signing = Signing.at(tmp_path)
    signing.keyring.create(f"{BASE}/promise")
    signing.open_shard(ORIGIN)
    return signing


def state(signing: Signing) -> Signed:
    signed = signing.state(ORIGIN)
    assert signed is not None
    return signed


# What it signs --------------------------------------------------------------------------------------------


def test_a_log_that_grows_is_signed_step_by_step_and_every_note_verifies(signing: Signing) -> None:
    log, old = Log(), 0
    for size in (1, 2, 7, 8, 300):
        note = parse_note(signing.sign(log.to(size), old_size=old, proof=log.proof(old, size)))
        check_signed(note, signing.keys().logs[ORIGIN])
        assert parse_checkpoint(note.text) == log.to(size)
        old = size
    assert [size for size, _, _ in signing.store.history(ORIGIN)] == [0, 1, 2, 7, 8, 300]


def test_the_empty_log_has_a_signed_note_as_soon_as_it_is_open(signing: Signing) -> None:
    note = parse_note(state(signing).note)
    check_signed(note, signing.keys().logs[ORIGIN])
    assert parse_checkpoint(note.text) == Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT)


def test_asked_again_it_gives_the_very_same_note_whatever_proof_comes_with_it(signing: Signing) -> None:
    log = Log()
    first = signing.sign(log.to(5), old_size=0, proof=[])
    assert signing.sign(log.to(5), old_size=0, proof=[]) == first
    assert signing.sign(log.to(5), old_size=3, proof=[b"\0" * 32]) == first
    assert state(signing).note == first


@given(sizes=st.lists(st.integers(1, 70), min_size=2, max_size=2, unique=True).map(sorted), broken=st.data())
def test_whatever_is_bent_in_a_request_to_grow_is_refused_as_a_fork(sizes: list[int], broken: st.DataObject) -> None:
    log, (old, new) = Log(), sizes
    signed = Signed(ORIGIN, old, log.to(old).root, b"")
    asked, proof = log.to(new), log.proof(old, new)
    rules.check_growth(signed, asked, old_size=old, proof=proof)
    bent = broken.draw(st.sampled_from(["root", "hash", "longer", "shorter", "other"]))
    if bent == "root":
        asked = Checkpoint(ORIGIN, new, bytes([asked.root[0] ^ 1]) + asked.root[1:])
    elif bent == "hash" and proof:
        at = broken.draw(st.integers(0, len(proof) - 1))
        proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    elif bent == "shorter" and proof:
        proof = proof[:-1]
    elif bent == "longer":
        proof = [*proof, b"\0" * 32]
    else:
        other = Log("khác")
        asked, proof = other.to(new), other.proof(old, new)
    with refused("signer.fork"):
        rules.check_growth(signed, asked, old_size=old, proof=proof)


# What it never signs --------------------------------------------------------------------------------------


def test_another_tree_of_the_same_size_is_a_fork(signing: Signing) -> None:
    signing.sign(Log().to(5), old_size=0, proof=[])
    with refused("signer.fork"):
        signing.sign(Log("khác").to(5), old_size=5, proof=[])


def test_a_larger_tree_of_another_history_is_a_fork_though_its_own_proof_holds(signing: Signing) -> None:
    signing.sign(Log().to(5), old_size=0, proof=[])
    other = Log("khác")
    with refused("signer.fork"):
        signing.sign(other.to(9), old_size=5, proof=other.proof(5, 9))


def test_a_proof_from_nothing_does_not_get_around_what_was_signed(signing: Signing) -> None:
    signing.sign(Log().to(5), old_size=0, proof=[])
    with refused("signer.old_size", "tới 5 mục", "từ 0 mục"):
        signing.sign(Log("khác").to(9), old_size=0, proof=[])


def test_a_database_that_is_behind_is_told_which_entries_it_lacks(signing: Signing) -> None:
    log = Log()
    signing.sign(log.to(20), old_size=0, proof=[])
    with refused("signer.behind", "tới 20 mục", "từ 12 đến 19"):
        signing.sign(log.to(12), old_size=0, proof=[])


def test_the_empty_tree_is_not_signed_a_second_time_with_another_root(signing: Signing) -> None:
    with refused("signer.fork"):
        signing.sign(Checkpoint(ORIGIN, 0, b"\1" * 32), old_size=0, proof=[])


def test_a_checkpoint_with_more_lines_than_can_be_checked_is_not_signed(signing: Signing) -> None:
    grown = Log().to(3)
    with refused("signer.extensions"):
        signing.sign(Checkpoint(ORIGIN, 3, grown.root, ("thêm",)), old_size=0, proof=[])


def test_a_log_that_was_never_opened_is_not_signed(signing: Signing) -> None:
    other = Log(origin=f"{BASE}/2031")
    with refused("signer.unknown"):
        signing.sign(other.to(3), old_size=0, proof=[])


@pytest.mark.parametrize("rounds", [12])
def test_of_two_different_trees_asked_for_at_once_one_wins(signing: Signing, rounds: int) -> None:
    one, old = Log(), 0
    for turn in range(1, rounds + 1):
        new = old + 1
        other = Log(f"khác {turn}", leaves=list(one.leaves[:old]))
        asked = [(log.to(new), log.proof(old, new)) for log in (one, other)]
        start, said = threading.Barrier(2), []

        def ask(tree: Checkpoint, proof: list[bytes], old: int = old, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                said.append(signing.sign(tree, old_size=old, proof=proof))  # noqa: B023
            except Refused as no:
                assert no.code == "signer.fork", no.code

        askers = [threading.Thread(target=ask, args=each) for each in asked]
        [asker.start() for asker in askers]
        [asker.join() for asker in askers]
        assert len(said) == 1, f"round {turn}"
        if parse_checkpoint(parse_note(said[0]).text).root != asked[0][0].root:
            one = other
        old = new


def test_two_signers_on_one_folder_still_sign_one_history(signing: Signing, tmp_path: Path) -> None:
    second = Signing.at(tmp_path)
    one, other = Log(), Log("khác")
    read = second.store.signed(ORIGIN)
    assert read is not None
    signing.sign(one.to(4), old_size=0, proof=[])
    # the second one goes by what it read before the first one signed
    grown = Signed(ORIGIN, 4, other.to(4).root, b"note")
    assert not second.store.grow(read, grown, at=0)
    with refused("signer.fork"):
        second.sign(other.to(4), old_size=0, proof=[])


# Closing, the next log, freezing --------------------------------------------------------------------------


def test_a_closed_log_grows_no_more_but_its_last_note_is_still_given(signing: Signing) -> None:
    log = Log()
    note = signing.sign(log.to(5), old_size=0, proof=[])
    with refused("signer.close", "tới 5 mục", "ở 4 mục"):
        signing.close(ORIGIN, 4)
    assert signing.close(ORIGIN, 5) == note == signing.close(ORIGIN, 5)
    with refused("signer.closed"):
        signing.sign(log.to(6), old_size=5, proof=log.proof(5, 6))
    assert signing.sign(log.to(5), old_size=0, proof=[]) == note
    assert state(signing).closed


def test_the_next_log_opens_only_after_the_one_before_is_closed(signing: Signing) -> None:
    following = f"{BASE}/2027"
    with refused("signer.open"):
        signing.open_shard(following, previous=ORIGIN)
    signing.close(ORIGIN, 0)
    key = signing.open_shard(following, previous=ORIGIN)
    assert signing.open_shard(following, previous=ORIGIN) == key
    assert key.name == following and key != signing.keys().logs[ORIGIN]


@pytest.mark.parametrize(
    ("origin", "previous", "code"),
    [
        (f"{BASE}/2027", "", "signer.previous"),
        (f"{BASE}/2027", f"{BASE}/2024", "signer.previous"),
        (f"{BASE}/2025", ORIGIN, "signer.previous"),
        ("khac.example/ledger/2027", ORIGIN, "signer.origin"),
        (f"{BASE}/../2027/x", ORIGIN, "signer.name"),
        (f"{BASE}/2027 ", ORIGIN, "signer.name"),
    ],
)
def test_no_second_log_can_be_begun_beside_the_first(signing: Signing, origin: str, previous: str, code: str) -> None:
    signing.close(ORIGIN, 0)
    with refused(code):
        signing.open_shard(origin, previous=previous)


def test_a_frozen_log_signs_nothing_and_another_may_follow_in_the_same_year(signing: Signing) -> None:
    log = Log()
    signing.sign(log.to(5), old_size=0, proof=[])
    assert signing.freeze(ORIGIN, reason="mất thẻ nhớ có khóa")
    assert not signing.freeze(ORIGIN, reason="lý do khác")
    for size in (5, 6):
        with refused("signer.frozen", "mất thẻ nhớ có khóa"):
            signing.sign(log.to(size), old_size=5, proof=log.proof(5, size))
    with refused("signer.frozen"):
        signing.close(ORIGIN, 5)
    assert state(signing).frozen == "mất thẻ nhớ có khóa"
    assert signing.open_shard(f"{BASE}/2026-2", previous=ORIGIN)


def test_a_frozen_promise_key_promises_nothing_until_there_is_another(signing: Signing) -> None:
    first = signing.keys().promise
    assert first is not None
    promise.check(signing.promise(b"\7" * 32, at=1_790_000_000, within=3600), first)
    signing.freeze(f"{BASE}/promise", reason="nghi lộ")
    with refused("signer.frozen"):
        signing.promise(b"\7" * 32, at=1_790_000_000, within=3600)
    second = signing.keyring.create(f"{BASE}/promise-2").verifier
    promise.check(signing.promise(b"\7" * 32, at=1_790_000_000, within=3600), second)
    assert signing.keys().promises == (first, second)


# Dying ----------------------------------------------------------------------------------------------------


class Died(BaseException):
    """The process ends here."""


class DiesBefore(Store):
    def grow(self, old: Signed, new: Signed, *, at: int) -> bool:
        raise Died


class DiesAfter(Store):
    def grow(self, old: Signed, new: Signed, *, at: int) -> bool:
        super().grow(old, new, at=at)
        raise Died


class DiesBeforeTheMark(Store):
    def _mark(self, signed: Signed) -> None:
        raise Died


@pytest.mark.parametrize("kind", [DiesBefore, DiesAfter, DiesBeforeTheMark])
def test_a_signer_that_dies_while_signing_says_the_same_afterwards(
    signing: Signing, tmp_path: Path, kind: type[Store]
) -> None:
    log = Log()
    signing.sign(log.to(3), old_size=0, proof=[])
    with pytest.raises(Died):
        Signing(Keyring(tmp_path / "keys"), kind(tmp_path)).sign(log.to(8), old_size=3, proof=log.proof(3, 8))
    again = Signing.at(tmp_path)
    kept = state(again)
    assert kept.size == (3 if kind is DiesBefore else 8)
    note = again.sign(log.to(8), old_size=kept.size, proof=log.proof(kept.size, 8))
    if kind is not DiesBefore:
        assert note == kept.note
    with refused("signer.fork"):
        again.sign(Log("khác").to(8), old_size=3, proof=[])
    assert again.store.marked(ORIGIN) == (8, log.to(8).root)


# A store put back from a copy -----------------------------------------------------------------------------


def rolled_back(signing: Signing, tmp_path: Path, log: Log) -> tuple[Signing, bytes]:
    """A signer whose store is that of 5 entries though it has signed 9, and the note of the 9."""
    signing.sign(log.to(5), old_size=0, proof=[])
    signing.store.close()
    copy = (tmp_path / "store.sqlite3").read_bytes()
    signing = Signing.at(tmp_path)
    note = signing.sign(log.to(9), old_size=5, proof=log.proof(5, 9))
    signing.store.close()
    (tmp_path / "store.sqlite3").write_bytes(copy)
    return Signing.at(tmp_path), note


def test_a_store_put_back_from_a_copy_is_noticed_by_its_mark(signing: Signing, tmp_path: Path) -> None:
    log = Log()
    again, _ = rolled_back(signing, tmp_path, log)
    other = Log("khác", leaves=list(log.leaves[:5]))
    with refused("signer.rolled_back", "có 5 mục", "tới 9 mục"):
        again.sign(other.to(8), old_size=5, proof=other.proof(5, 8))
    with refused("signer.rolled_back"):
        again.state(ORIGIN)


def test_it_goes_on_from_its_own_published_note(signing: Signing, tmp_path: Path) -> None:
    log = Log()
    again, note = rolled_back(signing, tmp_path, log)
    assert again.catch_up(note).size == 9
    assert again.sign(log.to(9), old_size=0, proof=[]) == note
    assert again.sign(log.to(11), old_size=9, proof=log.proof(9, 11))


def test_it_goes_on_from_its_mark_when_the_note_was_never_published(signing: Signing, tmp_path: Path) -> None:
    again, note = rolled_back(signing, tmp_path, Log())
    assert again.catch_up_with_mark(ORIGIN).note == note


def test_a_lost_store_is_noticed_and_begins_again_from_the_mark(signing: Signing, tmp_path: Path) -> None:
    log = Log()
    signing.sign(log.to(5), old_size=0, proof=[])
    signing.store.close()
    (tmp_path / "store.sqlite3").unlink()
    again = Signing.at(tmp_path)
    with refused("signer.rolled_back", "có 0 mục", "tới 5 mục"):
        again.open_shard(ORIGIN)
    assert again.catch_up_with_mark(ORIGIN).size == 5
    assert again.sign(log.to(6), old_size=5, proof=log.proof(5, 6))


def test_a_note_of_another_key_brings_it_nowhere(signing: Signing, tmp_path: Path) -> None:
    stranger = Signing.at(tmp_path / "stranger")
    stranger.open_shard(ORIGIN)
    with refused("ledger.signature"):
        signing.catch_up(stranger.sign(Log("khác").to(9), old_size=0, proof=[]))


def test_its_own_note_of_another_history_freezes_the_log(signing: Signing, tmp_path: Path) -> None:
    # store and mark both put back: nothing inside the folder can tell; the published note can
    twin = tmp_path / "twin"
    twin.mkdir()
    (twin / "keys").mkdir(mode=0o700)
    for key in (tmp_path / "keys").iterdir():
        (twin / "keys" / key.name).write_bytes(key.read_bytes())
        (twin / "keys" / key.name).chmod(0o600)
    other = Signing.at(twin)
    other.open_shard(ORIGIN)
    published = other.sign(Log("khác").to(9), old_size=0, proof=[])
    signing.sign(Log().to(9), old_size=0, proof=[])
    with refused("signer.fork"):
        signing.catch_up(published)
    with refused("signer.frozen"):
        signing.sign(Log().to(9), old_size=0, proof=[])


def test_the_store_itself_refuses_to_go_back(signing: Signing, tmp_path: Path) -> None:
    signing.sign(Log().to(5), old_size=0, proof=[])
    signing.freeze(f"{BASE}/promise", reason="thử")
    by_hand = sqlite3.connect(tmp_path / "store.sqlite3")
    for statement in (
        "UPDATE shard SET size = 3",
        "UPDATE shard SET root = x'00'",
        "DELETE FROM shard",
        "UPDATE signed SET root = x'00'",
        "DELETE FROM signed",
        "DELETE FROM frozen",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            by_hand.execute(statement)


# Keys -----------------------------------------------------------------------------------------------------


def test_keys_and_store_are_readable_by_their_account_alone(signing: Signing, tmp_path: Path) -> None:
    signing.sign(Log().to(5), old_size=0, proof=[])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"2026.log.key", "promise.key", "store.sqlite3", "2026.mark"}
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_not_used(signing: Signing, tmp_path: Path) -> None:
    (tmp_path / "keys" / "2026.log.key").chmod(0o640)
    with refused("signer.mode"):
        Signing.at(tmp_path).sign(Log().to(5), old_size=0, proof=[])


def test_no_key_is_ever_overwritten(signing: Signing, tmp_path: Path) -> None:
    before = (tmp_path / "keys" / "promise.key").read_bytes()
    with refused("signer.exists"):
        signing.keyring.create(f"{BASE}/promise")
    assert (tmp_path / "keys" / "promise.key").read_bytes() == before
    assert not [path for path in (tmp_path / "keys").iterdir() if path.name.startswith(".")]


def test_a_key_file_put_in_the_place_of_another_is_not_used(signing: Signing, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "2026.log.key"
    path.unlink()
    signing.keyring.create(ORIGIN)
    with refused("signer.key"):
        Signing.at(tmp_path).sign(Log().to(5), old_size=0, proof=[])
    path.write_text("PRIVATE+KEY+nothing\n")
    with refused("signer.key"):
        Signing.at(tmp_path).sign(Log().to(5), old_size=0, proof=[])


def test_a_key_that_the_ceremony_made_is_the_one_the_log_opens_with(tmp_path: Path) -> None:
    signing = Signing.at(tmp_path)
    made = signing.keyring.create(ORIGIN).verifier
    assert signing.open_shard(ORIGIN) == made


def test_with_an_ml_dsa_key_a_second_signature_stands_under_every_note(tmp_path: Path) -> None:
    pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    signing = Signing(Keyring(tmp_path / "keys"), Store(tmp_path), clock=lambda: 1_790_000_000.7)
    second = signing.keyring.create(ORIGIN, KeyType.ML_DSA_COSIGNATURE).verifier
    first = signing.open_shard(ORIGIN)
    answer = signing.sign(Log().to(5), old_size=0, proof=[])
    note = parse_note(answer)
    check_signed(note, first)
    assert cosigned_at(note, second) == 1_790_000_000
    assert signing.sign(Log().to(5), old_size=0, proof=[]) == answer  # stored: the second signature is randomised


def test_a_fingerprint_is_the_hash_of_the_printed_key_in_groups_of_four(signing: Signing) -> None:
    groups = fingerprint(signing.keys().logs[ORIGIN]).split()
    assert len(groups) == 16 and {len(group) for group in groups} == {4}
