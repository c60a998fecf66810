"""Statements as banks write them: columns by name, numbers and days strictly, two versions of camt.053, no trap."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.payments.rules import fingerprints, read_statement
from liemchinh.payments.rules.statements import made_line, read_amount, read_day

HEAD = "Ngân hàng Mẫu\nTừ ngày;01/09/2026\n\n"
TABLE = (
    "STT;Ngày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Số dư;Nội dung giao dịch\n"
    '1;07/09/2026 09:12:44;FT001;;20.000;1.020.000;"H99122609070001A; nộp lệ phí"\n'
    "2;07/09/2026 10:00:00;FT002;5.000;;1.015.000;Phí dịch vụ\n"
    "3;08/09/2026 08:00:01;FT003;0;1.500.000;2.515.000;Chuyển tiền\n"
    ";;;5.000;1.520.000;;Tổng cộng\n"
)


def refusal(content: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        read_statement(content)
    return refused.value


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_table_is_read_in_the_letters_that_offices_use(code: str) -> None:
    read = read_statement((HEAD + TABLE).encode(code))
    assert [(line.booked_on, line.amount, line.reference) for line in read.lines] == [
        (date(2026, 9, 7), 20_000, "FT001"),
        (date(2026, 9, 8), 1_500_000, "FT003"),
    ]
    assert read.lines[0].text == "H99122609070001A; nộp lệ phí"
    assert read.passed_over == 2


def test_a_table_in_the_old_vietnamese_letters_is_read() -> None:
    """Windows-1258 keeps a vowel and its tone apart; what is kept is one sign again."""
    import unicodedata

    def apart(text: str) -> str:
        parts = []
        for sign in text:
            try:
                sign.encode("cp1258")
                parts.append(sign)
            except UnicodeEncodeError:
                full = unicodedata.normalize("NFD", sign)
                parts.append(unicodedata.normalize("NFC", full[:-1]) + full[-1] if len(full) < 3 else "")
                if len(full) == 3:  # letter, its own mark, tone: the tone may stand in the middle
                    tone = next(one for one in full[1:] if one in "\u0300\u0301\u0303\u0309\u0323")
                    rest = full.replace(tone, "")
                    parts[-1] = unicodedata.normalize("NFC", rest) + tone
        return "".join(parts)

    read = read_statement(apart(TABLE).encode("cp1258"))
    assert read.lines[0].text == "H99122609070001A; nộp lệ phí"


def test_english_columns_with_commas_and_both_languages_in_one_cell_are_found() -> None:
    text = (
        '"Ngày GD/\nTransaction Date","Mã giao dịch/Reference","Số tiền/Amount (VND)",'
        '"Loại/Type","Diễn giải/Description"\n'
        '2026-09-07,AB1,"20,000.00",C,phi A\n'
        '2026-09-07,AB2,"30,000.00",D,phi B\n'
    )
    read = read_statement(text.encode())
    assert [(line.amount, line.reference, line.text) for line in read.lines] == [(20_000, "AB1", "phi A")]


def test_a_bad_line_is_named_and_nothing_of_the_file_is_taken() -> None:
    refused = refusal(TABLE.replace("1.500.000;", "1.50x.000;").encode())
    assert refused.code == "payments.statement_line"
    assert refused.facts == {"place": "Dòng 4", "what": "1.50x.000"}
    assert "Chưa nạp dòng nào" in str(refused)
    assert refusal(TABLE.replace("08/09/2026", "31/02/2026").encode()).facts["what"].startswith("31/02/2026")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "payments.statement_empty"),
        (b"a;b;c\n1;2;3\n", "payments.statement_columns"),
        ("Ngày;Ghi có;Nội dung\n".encode(), "payments.statement_empty"),
        (b"x" * (5 * 2**20 + 1), "payments.statement_large"),
        (b"<a/>", "payments.statement_form"),
        (b"<a", "payments.statement_xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "payments.statement_xml"),
        (b"\xff\xfe" + b"\x00\xd8", "payments.statement_letters"),
        (b"%PDF-1.7 \x00\x01\x81", "payments.statement_columns"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_cell_without_an_end_is_named_in_our_words() -> None:
    refused = refusal("Ngày;Số tiền;Nội dung\n22/11/2026;1000;".encode() + b"x" * 200_000)
    assert refused.facts == {"place": "Dòng 2", "what": "ô quá dài"}


@given(st.binary(max_size=400))
def test_no_bytes_do_worse_than_be_refused(content: bytes) -> None:
    for tried in (content, b"<" + content, "Ngày;Ghi có;Nội dung\n".encode() + content):
        try:
            read_statement(tried)
        except Refused as refused:
            assert refused.code.startswith("payments.statement_")


@pytest.mark.parametrize(
    ("written", "dong"),
    [
        *(("20000", 20_000), ("1.234.567", 1_234_567), ("1,234,567.00", 1_234_567), ("1.234.567,00", 1_234_567)),
        *(
            ("+50,000", 50_000),
            ("-2.000", -2_000),
            ("50000.00", 50_000),
            ("1 234 567", 1_234_567),
            ("2.000 VND", 2_000),
        ),
    ],
)
def test_amounts_are_read_as_banks_write_them(written: str, dong: int) -> None:
    assert read_amount(written) == dong


@pytest.mark.parametrize(
    "written", ["", "1.23", "1,5", "12.34.567", "1.234,50", "abc", "1e6", "\u0661\u0662x", "9" * 20]
)
def test_what_may_mean_two_amounts_is_no_amount(written: str) -> None:
    with pytest.raises(ValueError):
        read_amount(written)


def test_days_have_their_day_first_and_four_digits_of_year() -> None:
    assert read_day("5/9/2026") == date(2026, 9, 5)
    assert read_day("05-09-2026 14:02") == date(2026, 9, 5)
    for wrong in ("9/13/2026", "5/9/26", "2026/9/5", ""):
        with pytest.raises(ValueError):
            read_day(wrong)


LINES = st.lists(
    st.builds(
        made_line,
        st.dates(date(2026, 9, 1), date(2026, 9, 3)),
        st.integers(1, 3),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["", "R1"]),
    ),
    max_size=12,
)


@given(LINES)
def test_the_same_lines_have_the_same_marks_in_any_file_and_no_two_lines_share_one(lines: list[object]) -> None:
    marks = fingerprints(lines)  # type: ignore[arg-type]
    assert len(set(marks)) == len(lines)
    assert fingerprints(lines[: len(lines) // 2]) == marks[: len(lines) // 2]  # type: ignore[arg-type]


def camt(version: str, entries: str, account: str = "1017595600") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    acct = f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>"
    inside = f"<BkToCstmrStmt><Stmt>{acct}{entries}</Stmt></BkToCstmrStmt>"
    return f'<?xml version="1.0"?><Document xmlns="{space}">{inside}</Document>'.encode()


def entry(
    version: str, amount: str, *, side: str = "CRDT", details: str = "", more: str = "", status: str = "BOOK"
) -> str:
    said = status if version == "02" else f"<Cd>{status}</Cd>"
    return (
        f'<Ntry><Amt Ccy="VND">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}<Sts>{said}</Sts>'
        f"<BookgDt><Dt>2026-09-07</Dt></BookgDt><AcctSvcrRef>E1</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(version: str, reference: str, amount: str, words: str, payer: str) -> str:
    money = f'<Amt Ccy="VND">{amount}</Amt>'
    money = money if version == "08" else f"<AmtDtls><TxAmt>{money}</TxAmt></AmtDtls>"
    who = f"<Nm>{payer}</Nm>"
    who = f"<Pty>{who}</Pty>" if version == "08" else who
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>{money}"
        f"<RltdPties><Dbtr>{who}</Dbtr></RltdPties><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls>"
    )


@pytest.mark.parametrize("version", ["02", "08"])
def test_camt_gives_booked_credits_and_the_parts_of_a_batch(version: str) -> None:
    batch = detail(version, "T1", "20000.00", "phi A", "Nguyễn Thị Thí Dụ") + detail(
        version, "T2", "30000", "phi B", "B"
    )
    one = detail(version, "T3", "7000", "phi C", "C")
    entries = (
        entry(version, "50000.00", details=batch)
        + entry(version, "7000", details=one)
        + entry(version, "9000", side="DBIT")
        + entry(version, "9000", status="PDNG")
        + entry(version, "9000", more="<RvslInd>true</RvslInd>")
    )
    read = read_statement(camt(version, entries))
    assert (read.form, read.account, read.passed_over) == (f"camt.053.{version}", "1017595600", 3)
    assert [(line.reference, line.amount, line.text) for line in read.lines] == [
        ("T1", 20_000, "phi A"),
        ("T2", 30_000, "phi B"),
        ("T3", 7_000, "phi C"),
    ]
    assert read.lines[0].payer == "Nguyễn Thị Thí Dụ"


def test_a_batch_that_does_not_add_up_is_refused_and_so_is_foreign_money() -> None:
    batch = detail("08", "T1", "20000", "a", "A") + detail("08", "T2", "20000", "b", "B")
    assert refusal(camt("08", entry("08", "50000", details=batch))).code == "payments.statement_line"
    foreign = entry("08", "5").replace('Ccy="VND"', 'Ccy="USD"')
    assert refusal(camt("08", foreign)).code == "payments.statement_currency"
    assert refusal(camt("08", entry("08", "0.50"))).code == "payments.statement_line"
