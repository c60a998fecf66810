"""Statements as ISO 20022 camt.053 (versions 02 and 08): booked credits, the transactions of a batch one by one."""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.payments.rules.statements import (
    LARGEST_FILE,
    Line,
    Statement,
    checked,
    made_line,
    read_amount,
    read_day,
    unreadable,
)

NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(02|08)\}Document")
DONG = "VND"


def read_camt(content: bytes) -> Statement:
    """The booked credits of a camt.053 file. Raises Refused("payments.statement_…").

    Entities and document types are refused before they are read.
    """
    if len(content) > LARGEST_FILE:
        raise Refused("payments.statement_large", gettext_noop("Tệp lớn quá 5 MB. Hãy tải sao kê từng ngày."))
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as broken:
        sentence = gettext_noop("Tệp XML hỏng hoặc có phần không an toàn. Hãy tải lại từ ngân hàng.")
        raise Refused("payments.statement_xml", sentence) from broken
    form = NAMESPACE.fullmatch(root.tag)
    if form is None:
        sentence = gettext_noop("Tệp XML này không phải sao kê camt.053 bản 02 hoặc 08.")
        raise Refused("payments.statement_form", sentence)
    accounts: set[str] = set()
    lines: list[Line] = []
    passed_over = 0
    for statement in root.iterfind("{*}BkToCstmrStmt/{*}Stmt"):
        accounts.add(_text(statement, "Acct/Id/Othr/Id") or _text(statement, "Acct/Id/IBAN"))
        for number, entry in enumerate(statement.iterfind("{*}Ntry"), start=1):
            if _is_booked_credit(entry):
                lines += _lines(entry, f"Ntry {number}")
            else:
                passed_over += 1
    if len(accounts) > 1:
        sentence = gettext_noop("Tệp có sao kê của nhiều tài khoản. Hãy tải riêng từng tài khoản.")
        raise Refused("payments.statement_accounts", sentence)
    return checked(Statement(f"camt.053.{form.group(1)}", "".join(accounts), tuple(lines), passed_over))


def _is_booked_credit(entry: Element) -> bool:
    """Booked, a credit, and not the reversal of a debit."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    return (
        _text(entry, "CdtDbtInd") == "CRDT"
        and status in ("BOOK", "")
        and _text(entry, "RvslInd").casefold() not in ("true", "1")
    )


def _lines(entry: Element, place: str) -> Iterator[Line]:
    """An entry, or each transaction of a batch when all say their amount and together make the entry's."""
    whole = _amount(entry.find("{*}Amt"), place)
    day = _day(entry, place)
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    amounts = [detail.find("{*}Amt") for detail in details]
    amounts = [
        own if own is not None else detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
        for own, detail in zip(amounts, details, strict=True)
    ]
    if len(details) > 1 and all(amount is not None for amount in amounts):
        parts = [_amount(amount, place) for amount in amounts]
        if sum(parts) != whole:
            raise unreadable(place, str(whole))
        for number, (detail, part) in enumerate(zip(details, parts, strict=True), start=1):
            own = _reference(detail) or f"{reference}/{number}"
            yield made_line(day, part, _said(detail) or _text(entry, "AddtlNtryInf"), own, _payer(detail))
        return
    said = " ".join(_said(detail) for detail in details) or _text(entry, "AddtlNtryInf")
    one = details[0] if len(details) == 1 else None
    own = (_reference(one) if one is not None else "") or reference
    yield made_line(day, whole, said, own, _payer(one) if one is not None else "")


def _amount(found: Element | None, place: str) -> int:
    if found is None or not (found.text or "").strip():
        raise unreadable(place, "Amt")
    if found.get("Ccy") != DONG:
        sentence = gettext_noop("Sao kê có tiền {currency}; hệ thống chỉ đối chiếu đồng Việt Nam.")
        raise Refused("payments.statement_currency", sentence, currency=found.get("Ccy") or "?")
    written = (found.text or "").strip()
    plain = re.sub(r"\.0+$", "", written)
    try:
        if not plain.isdecimal() or int(plain) <= 0:
            raise ValueError(written)
        return read_amount(plain)
    except ValueError as wrong:
        raise unreadable(place, written) from wrong


def _day(entry: Element, place: str) -> date:
    written = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt")
    try:
        return read_day(written[:10])
    except ValueError as wrong:
        raise unreadable(place, written or "BookgDt") from wrong


def _said(detail: Element) -> str:
    """The payer's own words, then the structured reference, then what the bank added."""
    free = [part.text or "" for part in detail.iterfind("{*}RmtInf/{*}Ustrd")]
    kept = [part.text or "" for part in detail.iterfind("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    return " ".join(part.strip() for part in [*free, *kept] if part.strip()) or _text(detail, "AddtlTxInf")


def _reference(detail: Element) -> str:
    """The bank's own reference of one transaction; what the payer's side gave only where there is none."""
    named = (_text(detail, f"Refs/{name}") for name in ("AcctSvcrRef", "TxId", "InstrId", "EndToEndId"))
    return next((one for one in named if one and one != "NOTPROVIDED"), "")


def _payer(detail: Element) -> str:
    return _text(detail, "RltdPties/Dbtr/Pty/Nm") or _text(detail, "RltdPties/Dbtr/Nm")


def _text(at: Element, path: str) -> str:
    found = at.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found.text or "").strip() if found is not None else ""
