"""The VietQR of a charge: the published vector, a round trip, a checksum of always four signs, a strict reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.payments.rules import vietqr
from liemchinh.payments.rules.vietqr import Transfer, crc, decode, encode, plain

VECTORS = (
    (
        Transfer("970436", "1017595600", 180_000, "thanh toan don hang"),
        "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA"
        "530370454061800005802VN62230819thanh toan don hang630470FA",
    ),
    (
        Transfer("970403", "9704031101234567", None, "", vietqr.TO_CARD),
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    ),
)
"""A published example of each kind; the second is that of the code to a card."""

TRANSFERS = st.builds(
    Transfer,
    bin=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    amount=st.none() | st.integers(1, vietqr.LARGEST),
    purpose=st.just("") | st.from_regex(r"[0-9A-Za-z.\-]([0-9A-Za-z .\-]{0,24})", fullmatch=True),
    service=st.sampled_from([vietqr.TO_ACCOUNT, vietqr.TO_CARD]),
)


def read_independently(text: str) -> dict[str, str]:
    """Fields of one level, read by nothing but the published form: two digits, two digits, value."""
    fields, place = {}, 0
    while place < len(text):
        length = int(text[place + 2 : place + 4])
        fields[text[place : place + 2]] = text[place + 4 : place + 4 + length]
        place += 4 + length
    return fields


@pytest.mark.parametrize(("transfer", "text"), VECTORS)
def test_the_published_examples_come_out_sign_by_sign(transfer: Transfer, text: str) -> None:
    assert encode(transfer) == text
    assert decode(text) == transfer


@given(TRANSFERS)
def test_what_is_written_is_read_again_and_its_checksum_has_four_signs(transfer: Transfer) -> None:
    text = encode(transfer)
    assert decode(text) == transfer
    assert text[-8:-4] == "6304"
    assert len(text[-4:]) == 4
    fields = read_independently(text)
    assert fields["63"] == crc(text[:-4])
    assert fields.get("54") == (str(transfer.amount) if transfer.amount else None)
    assert read_independently(fields.get("62", "")).get("08", "") == transfer.purpose
    assert read_independently(read_independently(fields["38"])["01"]) == {"00": transfer.bin, "01": transfer.account}


def test_a_checksum_that_begins_with_zero_keeps_it() -> None:
    """One code in sixteen; the form that forgets the zero cannot be read by a bank."""
    sums = [encode(Transfer("970436", "1017595600", amount))[-4:] for amount in range(1, 200)]
    assert any(one.startswith("0") for one in sums)
    assert all(len(one) == 4 for one in sums)
    assert crc("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE


@given(TRANSFERS, st.data())
def test_a_changed_sign_is_noticed(transfer: Transfer, data: st.DataObject) -> None:
    text = encode(transfer)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from("0123456789ABCDEFX").filter(lambda one: one != text[place]))
    with pytest.raises(Refused) as refused:
        decode(text[:place] + sign + text[place + 1 :])
    assert refused.value.code == "payments.vietqr"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6304FFFF",
        VECTORS[0][1].lower(),
        VECTORS[0][1] + " ",
        "000201" + (body := "01021238") + "6304" + crc("000201" + body + "6304"),
        (two := VECTORS[0][1][:-8] + "5802VN" + "6304") + crc(two),  # a field twice
    ],
)
def test_what_this_house_would_not_write_is_not_read(text: str) -> None:
    with pytest.raises(Refused):
        decode(text)


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97043", "1017595600"),
        Transfer("970436", ""),
        Transfer("970436", "1" * 20),
        Transfer("970436", "1017595600", 0),
        Transfer("970436", "1017595600", vietqr.LARGEST + 1),
        Transfer("970436", "1017595600", 1, "tiền"),
        Transfer("970436", "1017595600", 1, "a" * 26),
        Transfer("970436", "1017595600", 1, "", "QRPUSH"),
    ],
)
def test_what_no_bank_takes_is_refused_before_it_is_printed(transfer: Transfer) -> None:
    with pytest.raises(Refused):
        encode(transfer)


def test_words_lose_their_tone_marks_and_nothing_else() -> None:
    assert plain("Lệ phí đăng ký ĐẤT ĐAI, số 12") == "Le phi dang ky DAT DAI so"
    assert plain("  a  b  ") == "a b"
