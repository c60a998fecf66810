"""Signed notes and their keys: other people's notes verify, every other spelling and every change is refused."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core import note as notes
from liemchinh.ledger.core.note import KeyType, Note, Signature, SignerKey, VerifierKey
from tests.refusals import refused
from tests.rules.ledger import signed

VECTORS = Path(__file__).parent / "vectors"
NOTES = json.loads((VECTORS / "notes.json").read_text())
TESSERA = json.loads((VECTORS / "tessera_log.json").read_text())
SPEC = NOTES["note"]
GO = NOTES["go"]
KEY = SignerKey("khoa.example/a", KeyType.ED25519, b"k" * 32)
OTHER = SignerKey("khoa.example/b", KeyType.ED25519, b"o" * 32)

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))) | st.just("\n")
)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1, max_size=12)
LINES = st.builds(
    Signature, NAMES.filter(lambda name: not any(map(str.isspace, name))), st.binary(min_size=4, max_size=4),
    st.binary(min_size=1, max_size=90),
)  # fmt: skip


def spec_note() -> bytes:
    return f"{SPEC['text']}\n— example.com/foo {SPEC['sig']}\n".encode()


def test_the_example_of_the_specification_verifies_and_keeps_its_bytes() -> None:
    key = notes.parse_vkey(SPEC["vkey"])
    note = notes.parse_note(spec_note())
    assert note.text == SPEC["text"]
    notes.check_signed(note, key)
    assert note.to_bytes() == spec_note()
    assert str(key) == SPEC["vkey"]
    assert key.name == "example.com/foo"
    assert key.key_id.hex() == "530d903a"


@pytest.mark.parametrize("size", TESSERA["checkpoints"])
def test_every_checkpoint_of_a_tessera_log_verifies(size: str) -> None:
    data = TESSERA["checkpoints"][size].encode()
    note = notes.parse_note(data)
    notes.check_signed(note, notes.parse_vkey(TESSERA["vkey"]))
    assert note.to_bytes() == data


def test_keys_written_by_go_are_read_and_written_alike() -> None:
    signer = notes.parse_skey(GO["skey"])
    assert str(signer.verifier) == GO["vkey"]
    assert str(signer) == GO["skey"]
    assert notes.parse_vkey(GO["vkey"]) == signer.verifier


@pytest.mark.parametrize("text", GO["bad_vkeys"])
def test_bad_keys_of_go_are_refused(text: str) -> None:
    with refused("ledger.key"):
        notes.parse_vkey(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("9172eb02", "c74f20a4"),
        lambda text: text.replace("9172eb02", "C74F20A3"),
        lambda text: text.replace("9172eb02", "c74f20a"),
        lambda text: text.replace("P", "Q", 1),
        lambda text: text[:-4],
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text.replace("+", " "),
        lambda text: text.partition("+")[0],
        lambda text: "",
    ],
)
def test_a_damaged_key_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with refused("ledger.key"):
        notes.parse_vkey(change(GO["vkey"]))
    with refused("ledger.key"):
        notes.parse_skey(change(GO["skey"].replace("PRIVATE+KEY+", "")))


def test_a_damaged_secret_is_not_repeated_in_the_sentence() -> None:
    for text in (GO["skey"].replace("9172eb02", "00000000"), GO["skey"][:-1], GO["skey"].lower()):
        with pytest.raises(Refused) as refusal:
            notes.parse_skey(text)
        assert "EKFALVFGyNhPJEM" not in str(refusal.value)


def test_the_first_two_pluses_part_a_key_and_later_ones_belong_to_it() -> None:
    key = next(
        key.verifier
        for number in range(999)
        if str(key := SignerKey("a", KeyType.ED25519, number.to_bytes(32, "big"))).count("+") > 4
    )
    assert notes.parse_vkey(str(key)) == key


@pytest.mark.parametrize("type_", [KeyType.ED25519, KeyType.COSIGNATURE, KeyType.ML_DSA_COSIGNATURE])
def test_a_fresh_key_reads_back_and_shows_its_secret_only_when_asked(type_: KeyType) -> None:
    key = SignerKey.generate("khoa.example", type_)
    assert notes.parse_skey(str(key)) == key
    assert notes.parse_vkey(str(key.verifier)) == key.verifier
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
    assert key != SignerKey.generate("khoa.example", type_)


def test_one_secret_under_two_types_or_two_names_has_other_ids() -> None:
    ids = {SignerKey(name, kind, b"k" * 32).verifier.key_id for name in "ab" for kind in KeyType}
    assert len(ids) == 6


def test_ml_dsa_signs_and_verifies_exactly_the_message() -> None:
    key = signed.SCHOOL
    signature = key.sign(b"x")
    assert len(signature) == 2420
    assert key.verifier.verify(b"x", signature)
    assert not key.verifier.verify(b"y", signature)
    assert not key.verifier.verify(b"x", signature[:-1])


def test_without_ml_dsa_on_this_computer_the_refusal_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = signed.SCHOOL.verifier
    monkeypatch.setitem(__import__("sys").modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)
    monkeypatch.delattr("cryptography.hazmat.primitives.asymmetric.mldsa", raising=False)
    assert notes.parse_vkey(str(verifier)) == verifier
    with refused("ledger.mldsa", "ML-DSA-44", "cryptography"):
        verifier.verify(b"x", bytes(2420))


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u2028", "a\x85", "\ud800"]
)
def test_a_name_with_a_space_or_a_plus_names_no_key(name: str) -> None:
    with refused("ledger.key"):
        SignerKey(name, KeyType.ED25519, bytes(32))
    with refused("ledger.key"):
        VerifierKey(name, KeyType.ED25519, bytes(32))
    with refused("ledger.key"):
        Signature(name, bytes(4), b"x")


@given(TEXT, st.lists(LINES, min_size=1, max_size=18))
def test_any_note_reads_back_as_it_was_written(text: str, lines: list[Signature]) -> None:
    note = Note(text + "\n", tuple(lines))
    assert notes.parse_note(note.to_bytes()) == note


@given(st.binary(max_size=200))
def test_whatever_is_read_as_a_note_is_written_back_the_same(tail: bytes) -> None:
    for data in (tail, spec_note() + tail, tail + spec_note()):
        try:
            note = notes.parse_note(data)
        except Refused:
            continue
        assert note.to_bytes() == data


@pytest.mark.parametrize("size", ["3", "15"])
def test_no_byte_of_a_note_can_be_changed_and_pass(size: str) -> None:
    key = notes.parse_vkey(TESSERA["vkey"])
    data = TESSERA["checkpoints"][size].encode()
    random = Random(size)
    for place in range(len(data)):
        for value in {data[place] ^ 1, data[place] ^ 0x80, random.randrange(256), 10, 32} - {data[place]}:
            with pytest.raises(Refused):
                notes.check_signed(notes.parse_note(data[:place] + bytes([value]) + data[place + 1 :]), key)
        with pytest.raises(Refused):
            notes.check_signed(notes.parse_note(data[:place] + data[place + 1 :]), key)
        with pytest.raises(Refused):
            notes.check_signed(notes.parse_note(data[: place + 1] + data[place:]), key)


LINE = "— a AAAAAAA=\n"  # key id and one byte


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        f"text\n{LINE}".encode(),
        f"text\n\n{LINE}"[:-1].encode(),
        f"text\n\n{LINE}\n".encode(),
        f"text\n\n{LINE}x\n".encode(),
        f"text\n\n{LINE} \n".encode(),
        b"text\n\n- a AAAAAAA=\n",
        "text\n\n—a AAAAAAA=\n".encode(),
        "text\n\n— AAAAAAA=\n".encode(),
        "text\n\n—  AAAAAAA=\n".encode(),
        "text\n\n— a  AAAAAAA=\n".encode(),
        "text\n\n— a AAAAAAA= \n".encode(),
        "text\n\n— a AAAAAAA\n".encode(),
        "text\n\n— a AAAAAAB=\n".encode(),  # bits after the end
        "text\n\n— a AAAAAA==\n".encode(),  # a key id and nothing
        "text\n\n— a AAA_AAA=\n".encode(),  # the alphabet for URLs
        "text\n\n— a+b AAAAAAA=\n".encode(),
        "text\n\n— a\u00a0b AAAAAAA=\n".encode(),
        f"text\r\n\r\n{LINE}".encode(),
        f"te\txt\n\n{LINE}".encode(),
        f"te\0xt\n\n{LINE}".encode(),
        b"te\xffxt\n\n" + LINE.encode(),
        b"te\xed\xa0\x80xt\n\n" + LINE.encode(),
    ],
)
def test_what_is_not_exactly_a_note_is_refused(data: bytes) -> None:
    good = f"text\n\n{LINE}".encode()
    assert notes.parse_note(good).text == "text\n"
    assert data != good
    with pytest.raises(Refused) as refusal:
        notes.parse_note(data)
    assert refusal.value.code in ("ledger.note", "ledger.key")
    assert "{" not in str(refusal.value)


def test_the_last_empty_line_parts_text_and_signatures() -> None:
    text = "một\n\n— a AAAAAAA=\n\nhai\n"
    note = notes.sign_note(text, KEY)
    assert notes.parse_note(note.to_bytes()).text == text
    notes.check_signed(notes.parse_note(note.to_bytes()), KEY.verifier)


def test_unknown_keys_are_passed_over_even_with_a_known_name_or_id() -> None:
    note = notes.sign_note("x\n", KEY)
    same_name = Signature(KEY.name, b"\0\0\0\1", b"nonsense")
    same_id = Signature("khac.example", KEY.verifier.key_id, b"nonsense")
    notes.check_signed(Note(note.text, (same_name, same_id, *note.signatures)), KEY.verifier)
    with refused("ledger.signature", OTHER.name):
        notes.check_signed(note, OTHER.verifier)


def test_one_failing_line_of_a_known_key_condemns_the_note() -> None:
    note = notes.sign_note("x\n", KEY)
    bad = Signature(KEY.name, KEY.verifier.key_id, bytes(64))
    for lines in ((bad, *note.signatures), (*note.signatures, bad), (bad,)):
        with refused("ledger.signature", KEY.name):
            notes.check_signed(Note(note.text, lines), KEY.verifier)


@pytest.mark.parametrize("count", [16, 128])
def test_many_signatures_are_accepted(count: int) -> None:
    keys = [SignerKey(f"k{number}", KeyType.ED25519, number.to_bytes(32, "big")) for number in range(count)]
    note = notes.parse_note(notes.sign_note("x\n", *keys).to_bytes())
    for key in keys[:: count // 8]:
        notes.check_signed(note, key.verifier)


def test_without_end_is_too_long() -> None:
    with refused("ledger.note"):
        notes.parse_note(f"x\n\n{LINE * 129}".encode())
    with refused("ledger.note", "giới hạn"):
        notes.parse_note(b"x" * 1_000_001)


def test_a_witness_key_signs_no_note() -> None:
    with refused("ledger.key"):
        notes.sign_note("x\n", signed.FRONT)
    with refused("ledger.key"):
        notes.check_signed(notes.sign_note("x\n", KEY), signed.FRONT.verifier)


@pytest.mark.parametrize("text", ["", "x", "x\n\ty\n", "x\r\n", "\ud800\n"])
def test_a_text_without_its_last_line_break_or_with_control_characters_is_no_note(text: str) -> None:
    with refused("ledger.note"):
        notes.sign_note(text, KEY) if text != "\ud800\n" else Note(text, (Signature("a", bytes(4), b"x"),))


@pytest.mark.parametrize("text", ["00", "01", "+1", "-1", " 1", "1 ", "1_0", "", "٣", "9223372036854775808", "1e3"])
def test_numbers_have_one_spelling(text: str) -> None:
    assert notes.parse_decimal("0") == 0
    assert notes.parse_decimal("9223372036854775807") == 2**63 - 1
    with pytest.raises(ValueError):
        notes.parse_decimal(text)
