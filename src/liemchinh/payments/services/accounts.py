"""Verbs on the account to which people pay: one person proposes a change, another one confirms it. Never one alone."""

import re
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.payments import rules
from liemchinh.payments.models import Account
from liemchinh.payments.queries import testimony

_BIN = re.compile(r"\d{6}")
_NUMBER = re.compile(r"[0-9A-Za-z]{4,19}")


@transaction.atomic
def propose_account(
    *, authority: str, bin_code: str, bank: str, number: str, holder: str, document: str, by: Actor, at: datetime
) -> Account:
    """Propose where money shall go from now on. Nothing changes until a second person confirms it."""
    if authority not in by.authorities_as(*rules.PROPOSERS):
        raise NotFound(authority)
    unit = org.unit(authority, local_day(at))
    tidy = re.sub(r"[\s.\-]", "", number)
    if not _BIN.fullmatch(bin_code.strip()) or not _NUMBER.fullmatch(tidy):
        sentence = gettext_noop("Mã ngân hàng có 6 chữ số; số tài khoản có từ 4 đến 19 chữ và số.")
        raise Refused("payments.account", sentence)
    if Account.objects.filter(authority_id=unit.id, confirmed_at=None, ended_at=None).exists():
        sentence = gettext_noop("Đang có một đề nghị chờ xác nhận. Xác nhận hoặc bỏ đề nghị ấy trước.")
        raise Refused("payments.account_waiting", sentence)
    row = Account(
        authority_id=unit.id,
        bin=bin_code.strip(),
        bank=rules.check_words(bank, longest=100),
        number=tidy,
        holder=rules.check_words(holder, longest=200),
        document=rules.check_words(document, longest=200),
        proposed_by=by.code,
        proposed_at=at,
    )
    row.save(force_insert=True)
    _note(row, kind=rules.ACCOUNT_PROPOSED, by=by, at=at)
    return row


@transaction.atomic
def confirm_account(*, account: int, number: str, by: Actor, at: datetime) -> Account:
    """The second person copies the number from the document, and so puts the account in force in place of the last.

    Raises Refused("payments.same_person") for who proposed it, ("payments.account_differs") for another number.
    """
    row = _waiting(account, by, rules.CONFIRMERS)
    rules.check_second_person(proposed_by=row.proposed_by, by=by)
    if re.sub(r"[\s.\-]", "", nfc(number)) != row.number:
        sentence = gettext_noop("Số tài khoản anh/chị chép từ văn bản khác với số được đề nghị. Chưa đổi gì.")
        raise Refused("payments.account_differs", sentence)
    before = list(
        Account.objects.select_for_update().filter(
            authority_id=row.authority_id, confirmed_at__isnull=False, ended_at__isnull=True
        )
    )
    for old in before:
        old.ended_at = at
        old.save(update_fields=["ended_at"])
    row.confirmed_by, row.confirmed_at = by.code, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _note(row, kind=rules.ACCOUNT_CONFIRMED, by=by, at=at, ended=before)
    return row


@transaction.atomic
def drop_account(*, account: int, by: Actor, at: datetime) -> Account:
    """A proposal comes to nothing: taken back by who made it, or refused by who should confirm it."""
    row = _waiting(account, by, (*rules.PROPOSERS, *rules.CONFIRMERS))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _note(row, kind=rules.ACCOUNT_DROPPED, by=by, at=at)
    return row


def _waiting(key: int, by: Actor, roles: tuple[object, ...]) -> Account:
    rows = Account.objects.select_for_update(of=("self",)).select_related("authority")
    row = rows.filter(pk=key, confirmed_at=None, ended_at=None).first()
    if row is None or row.authority.code not in by.authorities_as(*roles):  # type: ignore[arg-type]
        raise NotFound(str(key))
    return row


def _note(row: Account, *, kind: Kind, by: Actor, at: datetime, ended: list[Account] | None = None) -> None:
    ledger.record_about(
        f"payments.account:{row.authority.code}",
        kind=kind,
        by=by,
        at=at,
        unit=row.authority.code,
        facts={"bin": row.bin, "number": row.number, "holder": row.holder, "document": row.document},
        public={"on": local_day(at).isoformat()},
        rows=[testimony.ACCOUNT.told(one) for one in (row, *(ended or ()))],
    )
