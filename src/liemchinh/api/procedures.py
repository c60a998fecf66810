"""Procedures for machines: search the catalogue, read one procedure with every part of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from liemchinh.api.problems import Problem
from liemchinh.api.words import PAGE, PRINTABLE, PageNumber, ProcedureCode, Words, last_page
from liemchinh.kernel.days import local_day
from liemchinh.procedures import queries
from liemchinh.procedures.rules import ChannelKind, FeeState, Level

if TYPE_CHECKING:
    from liemchinh.procedures.models import Channel as StoredChannel
    from liemchinh.procedures.models import ProcedureVersion

router = Router(tags=["procedures"])


class Term(Schema):
    """A time limit: `amount` of `unit` (hour, day, working_day, month), and in words."""

    amount: int
    unit: str
    words: str


class Fee(Schema):
    """A fee. `amount` is in đồng when `currency` is VND; null when it varies or is not stated."""

    state: FeeState
    amount: Decimal | None
    currency: str
    note: str
    doubt: str


class Channel(Schema):
    """One way of filing, for one case. `term` is null when the source states none with its unit."""

    kind: ChannelKind
    name: str
    case: str
    term: Term | None
    term_as_written: str
    fee: Fee


class Component(Schema):
    """One paper to bring; counts are null when the source does not state them."""

    group: str
    name: str
    form: str
    originals: int | None
    copies: int | None


class ProcedureLine(Schema):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    levels: list[Level]
    valid_from: date
    channels: list[Channel]


class Procedures(Schema):
    """One page of a search; `nearest` is filled only when nothing fits."""

    total: int
    page: int
    last_page: int
    procedures: list[ProcedureLine]
    nearest: list[ProcedureLine]


class Result(Schema):
    """What the applicant gets."""

    name: str
    code: str = ""


class Basis(Schema):
    """A document of law behind the procedure."""

    name: str
    number: str = ""


class Transfer(Schema):
    """A move of the authority to decide, from one level to another."""

    on: date
    from_level: Level
    to_level: Level
    decision: str


class ProcedureWhole(ProcedureLine):
    """A procedure with all its parts. `assumed` names what no source states."""

    version: int
    valid_until: date | None
    source: str
    decision: str
    competent: str
    executing: str
    coordinating: str
    subjects: list[str]
    sequence: str
    conditions: str
    components: list[Component]
    exemptions: list[str]
    results: list[Result]
    legal_basis: list[Basis]
    online: str
    partial_reason: str
    portal_integrated: bool
    pay_online: bool
    transfers: list[Transfer]
    assumed: list[str]


@router.get("/procedures", response={200: Procedures, 422: Problem, 429: Problem}, url_name="api_procedures")
def search(
    request: HttpRequest,
    q: Words = "",
    field: Annotated[str, Query(max_length=300, pattern=PRINTABLE, description="Exact name of a field.")] = "",
    level: Annotated[Level | None, Query(description="Level that decides.")] = None,
    page: PageNumber = 1,
) -> Procedures:
    """Find procedures in force today, best answers first; missing tone marks are forgiven."""
    on = local_day(timezone.now())
    found = queries.search(q, on=on, field=field, level=str(level) if level else "")
    shown = found.found[(page - 1) * PAGE : page * PAGE]
    prefetch_related_objects([*shown, *found.nearest], "channels")
    return Procedures(
        total=len(found.found),
        page=page,
        last_page=last_page(len(found.found)),
        procedures=[_line(version) for version in shown],
        nearest=[_line(version) for version in found.nearest],
    )


@router.get(
    "/procedures/{code}",
    response={200: ProcedureWhole, 404: Problem, 422: Problem, 429: Problem},
    url_name="api_procedure",
)
def one(request: HttpRequest, code: ProcedureCode) -> ProcedureWhole:
    """One procedure as it is in force today."""
    version = queries.version_on(code.strip(), local_day(timezone.now()))
    return ProcedureWhole(
        **_line(version).model_dump(),
        version=version.number,
        valid_until=version.valid_until,
        source=version.source,
        decision=version.decision,
        competent=version.competent,
        executing=version.executing,
        coordinating=version.coordinating,
        subjects=[str(subject) for subject in version.subjects],
        sequence=version.sequence,
        conditions=version.conditions,
        components=[
            Component(group=row.group, name=row.name, form=row.form, originals=row.originals, copies=row.copies)
            for row in version.components.all()
        ],
        exemptions=[row.who for row in version.exemptions.all()],
        results=[Result(name=row.get("name", ""), code=row.get("code", "")) for row in version.results],
        legal_basis=[Basis(name=row.get("name", ""), number=row.get("number", "")) for row in version.legal_basis],
        online=version.online_level_new,
        partial_reason=version.partial_reason,
        portal_integrated=version.portal_integrated,
        pay_online=version.pay_online,
        transfers=[
            Transfer(on=row.on, from_level=Level(row.from_level), to_level=Level(row.to_level), decision=row.decision)
            for row in queries.transfers_of(version.procedure.code)
        ],
        assumed=version.assumed,
    )


def _line(version: ProcedureVersion) -> ProcedureLine:
    return ProcedureLine(
        code=version.procedure.code,
        name=version.name,
        field=version.field,
        levels=list(version.levels),
        valid_from=version.valid_from,
        channels=[_channel(row) for row in version.channels.all()],
    )


def _channel(row: StoredChannel) -> Channel:
    budget = row.budget
    return Channel(
        kind=ChannelKind(row.kind),
        name=row.name,
        case=row.case,
        term=Term(amount=budget.amount, unit=str(budget.unit), words=budget.words()) if budget else None,
        term_as_written=row.time_raw,
        fee=Fee(
            state=FeeState(row.fee_state),
            amount=Decimal(row.fee_amount) if row.fee_amount is not None else row.fee_foreign,
            currency=row.fee_currency,
            note=row.fee_note,
            doubt=row.fee_doubt,
        ),
    )
