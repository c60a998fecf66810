"""Shows one dossier as the national portal is to be told of it: plain values from the records of several rooms."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from liemchinh.dossiers.queries.following import Stood, stood
from liemchinh.dossiers.rules import ENDED, MOVE, FileRole, State
from liemchinh.exchange.models import Arrival
from liemchinh.exchange.rules import AskTold, FeeTold, FileTold, StepTold, Told
from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written, gettext_noop
from liemchinh.org import queries as org
from liemchinh.payments import queries as payments
from liemchinh.payments.rules import Method

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Event

ASKS = ("register", "ask_at_reception", "ask_supplement")
TAKES = ("receive", "take_supplement")
OVER = ENDED | {State.DONE}
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
ONLINE = {Method.TRANSFER: "own", Method.PORTAL: "portal"}


@as_written()
def told(key: int, *, step: int) -> Told:
    """The dossier with this number in the database after that step, in Vietnamese. About a dozen queries.

    Contacts and fees are those of now; state, dates, files and askings those of the step.
    """
    then = stood(key, step=step)
    dossier, events = then.dossier, then.events
    last = events[-1]
    on = local_day(last.at)
    arrival = Arrival.objects.filter(dossier_id=key).first()
    names = org.people({event.by for event in events})
    names |= {SYSTEM.code: str(SYSTEM.name), APPLICANT.code: str(APPLICANT.name)}
    places = org.unit_names({dossier.authority.code, last.from_unit}, on)
    result: dict[str, str] = next(iter(dossier.version.results), {})
    return Told(
        code=arrival.code if arrival else dossier.code,
        procedure=dossier.version.procedure.code,
        procedure_name=dossier.version.name,
        field_name=dossier.version.field,
        authority=places.get(dossier.authority.code, dossier.authority.code),
        applicant=dossier.applicant_name,
        identity=dossier.applicant_identity,
        email=dossier.applicant_email,
        phone=dossier.applicant_phone,
        channel=dossier.channel,
        return_method=dossier.return_method,
        state=State(last.state),
        step=StepTold(
            at=last.at,
            by=names.get(last.by, ""),
            title=_title(last, on),
            place=places.get(last.from_unit, ""),
            about=str(MOVE[last.verb].kind.sentence),
            since=events[-2].at if len(events) > 1 else None,
        ),
        received_at=next((event.at for event in events if event.verb == "receive"), None),
        due_at=_standing(then.due, last.step),
        finished_at=_since(events, OVER),
        returned_at=_since(events, frozenset({State.RETURNED})),
        result_number=dossier.result_number if last.state in (State.DONE, State.RETURNED) else "",
        result_name=str(result.get("name", "")),
        result_code=str(result.get("code") or ""),
        verified=arrival.verified if arrival else False,
        files=tuple(_files(then)),
        fees=tuple(_fees(dossier.code)),
        asks=tuple(_asks(then, names)),
    )


def _title(event: "Event", on: date) -> str:
    """What the seat is called by which it was done; "" for who holds none, and for one that is there no more."""
    if not event.seat or not event.from_unit:
        return ""
    try:
        seats = org.seats([org.unit(event.from_unit, on)], on)
    except NotFound:
        return ""
    return next((seat.title for seat in seats if seat.code == event.seat), "")


def _standing(due: Mapping[int, datetime | None], step: int) -> datetime | None:
    """The date that stands after a step: while a clock waits it is the one given before."""
    given = [moment for known, moment in sorted(due.items()) if known <= step and moment is not None]
    return given[-1] if given else None


def _since(events: "Sequence[Event]", states: frozenset[State]) -> datetime | None:
    """Since when it has been in one of these states without leaving them; None when it is not."""
    since = None
    for event in events:
        if event.state not in states:
            since = None
        elif since is None:
            since = event.at
    return since


def _files(then: Stood) -> list[FileTold]:
    components = then.dossier.components
    found = []
    for file in then.files:
        if file.role == FileRole.ANSWER:
            continue  # between offices
        at = file.component
        named = components[at]["name"] if at is not None and at < len(components) else ""
        found.append(
            FileTold(
                sha256=file.sha256,
                paper=str(named or gettext_noop("Giấy tờ kèm hồ sơ")),
                ending=ENDINGS.get(file.media_type, ""),
                result=file.role == FileRole.RESULT,
            )
        )
    return found


def _fees(code: str) -> list[FeeTold]:
    found = []
    for charge in payments.charges_of(code):
        if charge.amount is None:
            continue  # nobody has fixed it yet
        online = ""
        if charge.paid:
            paid, _ = payments.movements(charge)
            ways = [
                ONLINE.get(Method(row.method), "") for row in paid if row.amount > 0 and not hasattr(row, "reversal")
            ]
            online = next((way for way in ways if way), "")
        found.append(FeeTold(charge.name, charge.kind, charge.moment, charge.sum.due, online))
    return found


def _asks(then: Stood, names: dict[str, str]) -> list[AskTold]:
    found = []
    for number, event in enumerate(then.events):
        if event.verb not in ASKS:
            continue
        taken = next((later for later in then.events[number + 1 :] if later.verb in TAKES), None)
        found.append(
            AskTold(
                step=event.step,
                by=names.get(event.by, ""),
                missing=tuple(str(name) for name in event.facts.get("missing", ())),
                asked_at=event.at,
                due_before=_standing(then.due, event.step - 1),
                taken_at=taken.at if taken else None,
                taken_by=names.get(taken.by, "") if taken else "",
                due_after=_standing(then.due, taken.step) if taken else None,
            )
        )
    return found
