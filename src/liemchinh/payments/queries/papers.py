"""Shows money as paper: the slip of a cash payment, the settlement of a period for a spreadsheet."""

from collections.abc import Mapping
from datetime import datetime

from liemchinh.kernel.days import local, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind
from liemchinh.papers.fees import CashSlip, Settlement, SettlementLine, SettlementTotal, in_words
from liemchinh.papers.forms import Contacts, Letterhead, LookUp
from liemchinh.payments import rules
from liemchinh.payments.models import Payment, Reversal
from liemchinh.payments.queries.sheets import Sheet

CANCELLED = gettext_noop("Hủy lúc {at}. Lý do: {reason}")
CANCELLED_BY = gettext_noop("Hủy lúc {at}. Người đề nghị: {asked}. Người xác nhận: {confirmed}. Lý do: {reason}")
GAP = gettext_noop("Phiếu thu năm {year}: từ số {first} đến số {last}, {count} phiếu.")
UNMATCHED = gettext_noop("Còn {count} dòng sao kê chưa rõ thuộc khoản nào, cộng {amount} đồng.")


def slip_of(payment: Payment, *, look_up: str) -> CashSlip:
    """The slip of a cash payment, cancelled if it was taken back. Raises NotFound for any other payment."""
    if payment.year is None or payment.number is None:
        raise NotFound(str(payment.pk))
    on = local_day(payment.at)
    authority = org.unit(payment.authority.code, on)
    ways = {way.kind: way.value for way in reversed(org.contacts(authority, on))}
    back = Payment.objects.filter(reverses=payment).first()
    asked = Reversal.objects.filter(payment=payment, confirmed=True).first()
    names = org.people({payment.by, *((asked.asked_by, asked.ended_by) if asked else ())})
    charge = payment.charge
    return CashSlip(
        letterhead=Letterhead(superior="", issuer=authority.agency_name, day=on),
        code=charge.subject,
        slip=rules.receipt_number(payment.year, payment.number),
        payer=payment.payer,
        purpose=charge.name,
        kind=rules.KIND_NAMES[rules.Kind(charge.kind)],
        amount=f"{rules.grouped(payment.amount)} đồng",
        words=in_words(payment.amount),
        paid_at=payment.at,
        cashier=names.get(payment.by, payment.by),
        cancelled=_cancelled(back, asked, names) if back else "",
        look_up=LookUp(url=look_up),
        contacts=Contacts(
            hotline=ways.get(ContactKind.HOTLINE, ""),
            phone=ways.get(ContactKind.PHONE, ""),
        ),
    )


def _cancelled(back: Payment, asked: Reversal | None, names: Mapping[str, str]) -> str:
    """When, by whom and why a slip was taken back; slips of before two people were asked for name nobody."""
    at = f"{local(back.at):%H:%M %d/%m/%Y}"
    if asked is None:
        return CANCELLED.format(at=at, reason=back.reason)
    two = (names.get(code, code) for code in (asked.asked_by, asked.ended_by))
    return CANCELLED_BY.format(at=at, reason=back.reason, **dict(zip(("asked", "confirmed"), two, strict=True)))


def settlement_of(sheet: Sheet, *, office: str, names: Mapping[str, str], at: datetime) -> Settlement:
    """The sheet as a workbook takes it; `names` are those of the people who wrote the rows."""
    notes = [
        GAP.format(
            year=year, first=rules.receipt_number(year, first), last=rules.receipt_number(year, last), count=count
        )
        for year, (first, last, count) in sorted(sheet.slips.items())
    ]
    if sheet.unmatched:
        notes.append(UNMATCHED.format(count=sheet.unmatched, amount=rules.grouped(sheet.unmatched_amount)))
    return Settlement(
        office=office,
        first=sheet.first,
        last=sheet.last,
        made_at=at,
        totals=tuple(
            SettlementTotal(
                method=rules.METHOD_NAMES[rules.Method(total.method)],
                count=total.count,
                taken=total.taken,
                reversed=total.reversed,
                refunded=total.refunded,
                kept=total.kept,
            )
            for total in sheet.totals
        ),
        lines=tuple(
            SettlementLine(
                at=row.at,
                code=row.subject,
                purpose=row.name,
                kind=rules.KIND_NAMES[rules.Kind(row.kind)],
                method=rules.METHOD_NAMES[rules.Method(row.method)],
                amount=row.amount,
                trace=row.trace,
                by=names.get(row.by, row.by),
                note=row.note,
            )
            for row in sheet.rows
        ),
        notes=tuple(notes),
    )
