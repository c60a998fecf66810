"""What a dossier costs, as its applicant sees it: how much, what for, how to pay, and when we have seen the money.

A code gives no confirmation by itself: the page says honestly that a transfer is seen with the next statement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries as dossiers
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.papers.qr import qr_png
from liemchinh.payments import queries, rules
from liemchinh.payments.rules import Standing
from liemchinh.portal.dossiers import ticket

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier

LOOKS = {
    Standing.OWED: ChipKind.SOON,
    Standing.PARTLY: ChipKind.SOON,
    Standing.PAID: ChipKind.DONE,
    Standing.EXEMPT: ChipKind.DONE,
}


@dataclass(frozen=True)
class Owed:
    """One charge on the page: the charge, its chip, whether it can be paid by a code now, when money was last seen."""

    charge: Any
    status: Chip
    has_code: bool
    seen_at: datetime | None


@dataclass(frozen=True)
class Panel:
    """All charges of a dossier, the account they go to, and up to when transfers have been seen."""

    lines: tuple[Owed, ...]
    account: Any
    seen_until: datetime | None

    @property
    def can_transfer(self) -> bool:
        """Whether any of them can be paid by transfer now."""
        return any(line.has_code for line in self.lines)


def panel(dossier: "Dossier", *, at: datetime) -> Panel | None:
    """The panel of a dossier that the caller has let this browser see; None when nothing is charged."""
    charges = queries.charges_of(dossier.code)
    if not charges or dossier.erased_at is not None:
        return None
    owes = any(charge.sum.rest for charge in charges)
    account = queries.account_of(dossier.authority, local_day(at)) if owes else None
    last = queries.last_statement(account.authority_id) if account is not None else None
    lines = []
    for charge in charges:
        standing = charge.sum.standing
        sentence = rules.STANDING_NAMES[standing]
        chip = Chip(LOOKS.get(standing, ChipKind.PLAIN), gettext(sentence))
        seen_at = charge.settled_at if charge.paid else None
        lines.append(Owed(charge, chip, bool(queries.code_of(charge, account)), seen_at))
    return Panel(tuple(lines), account, last.taken_at if last else None)


@never_cache
@require_safe
@limited(READING)
def fee_code(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ảnh mã VietQR của một khoản còn phải nộp, để quét hoặc lưu vào máy."""
    found = dossiers.opened(code) if ticket.admits(request, code=code) else None
    charge = None
    if found is not None and found.erased_at is None:
        charge = next((row for row in queries.charges_of(found.code) if row.reference == reference), None)
    on = local_day(timezone.now())
    text = queries.code_of(charge, queries.account_of(charge.authority, on)) if charge is not None else ""
    if not text:
        raise NotFound(reference)
    response = HttpResponse(qr_png(text), content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="{reference}.png"'
    response["X-Robots-Tag"] = "noindex"
    return response
