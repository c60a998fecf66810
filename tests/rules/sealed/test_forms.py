"""Codes, parcels, age files, batches and moves: what a stranger sees of them, and what they refuse."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger.core.merkle import verify_inclusion
from liemchinh.sealed import rules
from liemchinh.sealed.rules import EndGround, Report, State, ages, batches, codes
from tests.refusals import refused

digits = st.text("0123456789", min_size=19, max_size=19).map(lambda text: text + codes.check_digit(text))


@given(digits, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(code: str, place: int, by: int) -> None:
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with refused("sealed.code"):
        rules.read_code(wrong)
    assert rules.read_code(f" {rules.grouped(code)}.") == code


@given(digits, st.text(max_size=40), st.sampled_from([" ", "-", ". ", "/", "\n"]))
def test_a_text_that_holds_its_own_code_is_refused_however_it_is_spaced(code: str, text: str, gap: str) -> None:
    with refused("sealed.says_code"):
        rules.check_says_no_code(f"{text} x {gap.join(code)} y", code)


def test_the_two_derivations_differ_and_repeat() -> None:
    code = rules.new_code()
    one, other = rules.derive(code), rules.derive(rules.new_code())
    assert codes._COST["n"] * codes._COST["r"] * 128 == 32 * 2**20, "guessing costs 32 MiB a time"
    assert one == rules.derive(code) and one.lookup != other.lookup and one.public != other.public
    assert code not in repr(one) and one.secret.startswith("AGE-SECRET-KEY-1")
    assert str(pyrage.x25519.Identity.from_str(one.secret).to_public()) == one.public


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.text("abcđ ._-", min_size=1, max_size=12).filter(lambda n: n != "dem"),
        st.binary(max_size=70_000),
        max_size=4,
    )
)
def test_a_parcel_is_one_of_a_few_sizes_and_an_ordinary_zip(parts: dict[str, bytes]) -> None:
    packed = rules.pack(parts)
    assert len(packed) in rules.SIZES and rules.unpack(packed) == parts
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None
    sealed = pyrage.encrypt(packed, [pyrage.x25519.Identity.generate().to_public()])
    assert rules.check_sealed(sealed, stanzas=1) == len(packed)


def test_a_short_word_and_a_long_story_of_one_class_look_alike() -> None:
    assert len(rules.pack({"tin.txt": b"a"})) == len(rules.pack({"tin.txt": b"a" * 15_000, "tep/01-x": b"b"}))
    with refused("sealed.large"):
        rules.pack({"tep": bytes(rules.LARGEST)})


def test_only_what_is_sealed_to_keys_is_taken_as_sealed() -> None:
    packed = rules.pack({"tin.txt": b"x"})
    one, other = (pyrage.x25519.Identity.generate().to_public() for _ in range(2))
    for blob in (
        packed,
        b"age-encryption.org/v1\nplain",
        b"age-encryption.org/v1\n-> scrypt AAAA 18\nBBBB\n--- " + b"A" * 43 + b"\n" + packed,
        pyrage.encrypt(packed, [one, other]),
        pyrage.encrypt(b"not padded", [one]),
    ):
        with refused("sealed.not_age"):
            rules.check_sealed(blob, stanzas=1)
    with refused("sealed.unlocked"):
        rules.check_locked(b"AGE-SECRET-KEY-1QQQ")
    with refused("sealed.recipient"):
        rules.check_recipient("age1khongphai")


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_gives_a_key_that_age_reads(seed: bytes) -> None:
    assert rules.check_recipient(ages.recipient_of(ages.secret_of(seed)))


@given(st.integers(0, 70), st.data())
def test_a_batch_is_always_full_and_proves_each_of_its_acts(count: int, data: st.DataObject) -> None:
    leaves = [rules.act_leaf({"step": number}, salt=bytes([number]) * 32) for number in range(count)]
    filled = rules.filled_up(leaves)
    assert len(filled) == (64 if count <= 64 else 256)
    root = rules.root_of(filled)
    if leaves:
        leaf = data.draw(st.sampled_from(leaves))
        index = filled.index(leaf)
        verify_inclusion(leaf, index, len(filled), rules.path_of(filled, index), root)


@given(st.integers(0, 365 * 86_400))
def test_a_batch_belongs_to_a_fixed_hour(seconds: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=VIETNAM) + timedelta(seconds=seconds)
    tick = rules.tick_of(at)
    assert tick <= at < tick + timedelta(hours=batches.EVERY_HOURS) and tick.hour % 6 == tick.minute == tick.second == 0


@pytest.mark.parametrize("verb", sorted(rules.MOVES))
@pytest.mark.parametrize("state", list(State))
def test_the_table_alone_says_what_a_state_allows(verb: str, state: State) -> None:
    move = rules.move(verb)
    for kind in Report:
        if state in move.origins and kind in move.kinds:
            assert rules.check_move(verb, state=state, kind=kind) is move
        else:
            with refused("sealed.move"):
                rules.check_move(verb, state=state, kind=kind)


def test_closing_does_not_shut_the_reporter_out_and_destroying_ends_everything() -> None:
    for state in (State.FORWARDED, State.CONCLUDED, State.CLOSED):
        assert state in rules.move("send_more").origins and state in rules.move("answer").origins
    assert not any(State.DESTROYED in move.origins for move in rules.MOVES.values())
    assert rules.move("destroy").origins == rules.ENDED | {State.LEAD}


def test_failing_ones_duties_ends_protection_only_since_the_first_of_july_2026() -> None:
    with refused("sealed.end_ground"):
        rules.check_end(EndGround.DUTY, on=date(2026, 6, 30))
    assert rules.check_end(EndGround.DUTY, on=date(2026, 7, 1)) is EndGround.DUTY


def test_small_counts_are_not_told_and_no_sentence_goes_into_the_open() -> None:
    assert [rules.shown_count(number) for number in (0, 1, 4, 5)] == ["0", "dưới 5", "dưới 5", "5"]
    assert rules.check_document(" 12/QĐ-UBND ") == "12/QĐ-UBND"
    with refused("sealed.document"):
        rules.check_document("Ông Tham, 12 đường Mẫu: nhận tiền!")
    with refused("sealed.facts"):
        rules.check_facts({"story": "x"})
