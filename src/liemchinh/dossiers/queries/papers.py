"""Shows a dossier as official paper, filled from its events, so that it can be printed again unchanged."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import as_happened, office_of
from liemchinh.kernel.codes import grouped, look_up_path
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written, gettext_noop
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.core.promise import digits
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind, UnitKind
from liemchinh.papers import between, forms
from liemchinh.papers.press import Paper

KINDS = {
    "original": gettext_noop("Bản chính"),
    "copy": gettext_noop("Bản sao"),
    "electronic": gettext_noop("Bản điện tử"),
}
LOOK_UP_HINT = gettext_noop("Quét mã, hoặc vào {site}, ghi mã hồ sơ và 4 số cuối điện thoại hoặc mã bí mật.")

MARK = 16  # hex digits of a leaf hash on paper: enough to find the entry, and to read aloud


@dataclass(frozen=True)
class _Issuer:
    """The offices whose names stand on the paper."""

    authority: str
    centre: str
    above: str
    place: str
    contacts: forms.Contacts


@dataclass(frozen=True)
class _Job:
    """What a form is filled from."""

    dossier: Dossier
    event: Event
    issuer: _Issuer
    site: str
    people: dict[str, str]
    office: rules.Office

    @property
    def look_up(self) -> forms.LookUp:
        site = self.site.split("://", 1)[-1]
        return forms.LookUp(
            url=self.site + look_up_path(self.dossier.code, self.dossier.key),
            secret=grouped(self.dossier.key),
            hint=LOOK_UP_HINT.format(site=site),
        )

    @property
    def promise(self) -> forms.Promise:
        """What the public log is to show of this paper's act, and the authority's signed word on it."""
        told = ledger.promise_of(self.event.entry_id)
        signed = told.promise
        return forms.Promise(
            mark=told.leaf.hex()[:MARK],
            until=told.until,
            digits=digits(signed) if signed else "",
            short=digits(replace(signed, salt=b"")) if signed else "",
        )

    @property
    def applicant(self) -> forms.Applicant:
        row = self.dossier
        return forms.Applicant(
            name=row.applicant_name,
            identity=row.applicant_identity,
            address=row.applicant_address,
            phone=row.applicant_phone,
            email=row.applicant_email,
            principal=forms.Principal(**row.principal) if row.principal else None,
        )

    @property
    def signatory(self) -> forms.Signatory:
        return forms.Signatory(name=self.people.get(self.event.by, ""))

    def letterhead(self, *, of_authority: bool = False) -> forms.Letterhead:
        issuer = self.issuer
        return forms.Letterhead(
            superior=issuer.above if of_authority else issuer.authority,
            issuer=issuer.authority if of_authority else issuer.centre,
            place=issuer.place,
            day=local_day(self.event.at),
            number=f"{self.dossier.number}"
            if self.event.verb == "receive"
            else f"{self.dossier.number}.{self.event.step}",
        )


def _receipt(job: _Job) -> forms.Receipt:
    row = job.dossier
    reading = None
    if row.budget is not None:
        history = [as_happened(job.event)]
        reading = rules.legal_reading(row.budget, history, office=job.office, now=job.event.at)
    return forms.Receipt(
        letterhead=job.letterhead(),
        code=row.code,
        desk=job.issuer.centre,
        applicant=job.applicant,
        request=row.request_text,
        components=_components(row.components),
        received_at=row.received_at,
        due_at=reading.due_at if reading else None,
        sets=row.sets,
        term=row.budget.words() if row.budget else "",
        return_place=row.return_at or job.issuer.centre,
        submitter=row.applicant_name,
        receiver=job.signatory,
        why=_why(row, reading.provisional if reading else False),
        provisional=reading.provisional if reading else False,
        fee=str(job.event.facts.get("fee", "")),
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _components(items: Iterable[Mapping[str, Any]]) -> tuple[forms.Component, ...]:
    return tuple(
        forms.Component(
            name=str(item["name"]),
            kind=KINDS.get(str(item.get("kind")), ""),
            count=int(item.get("count", 1)),
        )
        for item in items
    )


def _acknowledgement(job: _Job) -> forms.Acknowledgement:
    row, facts = job.dossier, job.event.facts
    method = rules.RETURN_NAMES[rules.Return(row.return_method)]
    reading = rules.check_reading(job.event.at, office=job.office)
    return forms.Acknowledgement(
        letterhead=job.letterhead(),
        code=row.code,
        desk=job.issuer.centre,
        applicant=job.applicant,
        request=row.request_text,
        components=_components(facts.get("components", ())),
        absent=tuple(f"{item['name']}: {item['why']}" for item in facts.get("absent", ())),
        filed_at=job.event.at,
        answer_due_at=reading.due_at,
        return_place=f"{method}: {row.return_at}" if row.return_at else method,
        fee=str(facts.get("fee", "")),
        why=gettext_noop("{term} kể từ khi hệ thống nhận hồ sơ. {basis}.").format(
            term=reading.budget.words(), basis=reading.provision.cite()
        ),
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _why(row: Dossier, provisional: bool) -> str:
    if row.budget is None:
        return gettext_noop("Thủ tục không công bố thời hạn giải quyết.")
    words = gettext_noop("{term}, không tính ngày nhận hồ sơ và ngày nghỉ. {basis}").format(
        term=row.budget.words(), basis=row.basis
    )
    return words.strip()


def _supplement(job: _Job) -> forms.SupplementSlip:
    facts, at_reception = job.event.facts, job.event.verb in ("register", "ask_at_reception")
    return forms.SupplementSlip(
        letterhead=job.letterhead(),
        applicant=job.applicant,
        request=job.dossier.request_text,
        items=tuple(facts.get("missing", [])),
        reason=job.event.reason,
        contact_person=job.signatory.name,
        contact_phone=job.issuer.contacts.phone or job.issuer.contacts.hotline,
        guide=job.signatory,
        code=job.dossier.code,
        stage=gettext_noop("Trước khi tiếp nhận") if at_reception else gettext_noop("Trong khi thẩm định"),
        request_number="1/1" if at_reception else f"{facts.get('request', 1)}/1",
        supply_by=None if job.event.until is None else local_day(job.event.until) - date.resolution,
        clock=gettext_noop("Thời hạn chưa bắt đầu tính.")
        if at_reception
        else gettext_noop("Ngày hẹn tạm dừng từ hôm nay; thời hạn tính lại từ đầu sau khi nhận đủ giấy tờ."),
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _reasoned(event: Event, reasons: dict[str, str]) -> str:
    coded = reasons.get(event.facts.get("reason_code", ""), "")
    return ". ".join(part.rstrip(".") for part in (coded, event.reason) if part) + "."


def _refusal(job: _Job) -> forms.RefusalSlip:
    return forms.RefusalSlip(
        letterhead=job.letterhead(),
        desk=job.issuer.centre,
        applicant=job.applicant,
        request=job.dossier.request_text,
        reason=_reasoned(job.event, rules.REFUSAL_REASONS),
        code=job.dossier.code,
        submitter=job.dossier.applicant_name,
        receiver=job.signatory,
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _apology(job: _Job) -> forms.ApologyLetter:
    row, facts = job.dossier, job.event.facts
    return forms.ApologyLetter(
        letterhead=job.letterhead(of_authority=True),
        recipient=row.applicant_name,
        agency=job.issuer.authority,
        received_on=local_day(row.received_at) if row.received_at else None,
        procedure=row.version.name,
        holder=row.applicant_name,
        identity=row.applicant_identity,
        code=row.code,
        due_at=datetime.fromisoformat(facts["old_due"]) if facts.get("old_due") else None,
        reason=_reasoned(job.event, rules.LATE_REASONS),
        new_due_on=date.fromisoformat(facts["new_day"]),
        head=job.signatory,
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _stop(job: _Job) -> forms.StopNotice:
    row, event = job.dossier, job.event
    return forms.StopNotice(
        letterhead=job.letterhead(),
        desk=job.issuer.centre,
        applicant=job.applicant,
        code=row.code,
        request=row.request_text,
        received_at=row.received_at,
        requested_on=local_day(event.at) if event.verb == "withdraw" else None,
        stopped_at=event.at,
        reason=_reasoned(event, rules.STOP_REASONS),
        state=rules.STATE_NAMES[rules.State(event.state)],
        papers=gettext_noop("Bản chính đã nộp được trả lại cùng thông báo này."),
        submitter=row.applicant_name,
        receiver=job.signatory,
        look_up=job.look_up,
        promise=job.promise,
        contacts=job.issuer.contacts,
    )


def _control(job: _Job) -> forms.ControlSlip:
    row = job.dossier
    carried = list(Event.objects.filter(dossier=row).exclude(to_unit="").order_by("step"))
    names = org.people({event.by for event in carried})
    codes = {event.to_unit for event in carried} | {event.from_unit for event in carried}
    places = org.unit_names(codes - {""}, local_day(job.event.at))
    rows: list[forms.Handover] = []
    for event in carried:
        if event.verb == "take_over":  # the receiving side signs the row that the giver opened
            rows[-1] = replace(rows[-1], receiver_name=names.get(event.by, ""))
            continue
        opened = event.verb in ("receive", "register", "file")
        rows.append(
            forms.Handover(
                giver=gettext_noop("Người nộp hồ sơ") if opened else places.get(event.from_unit, ""),
                receiver=places.get(event.to_unit, ""),
                at=event.at,
                outcome=_outcome(row, event),
                note=rules.MOVE[event.verb].label,
                giver_name=row.applicant_name if opened else names.get(event.by, ""),
                receiver_name=names.get(event.by, "") if opened else "",
            )
        )
    return forms.ControlSlip(
        letterhead=job.letterhead(),
        code=row.code,
        unit=job.issuer.authority,
        coordinating=row.version.coordinating,
        received_on=local_day(row.received_at) if row.received_at else None,
        due_at=row.due_at or row.index_due_at,
        rows=tuple(rows),
        blank_rows=max(0, 6 - len(rows)),
        look_up=job.look_up,
    )


def _consultation(job: _Job) -> between.Consultation:
    row, asked = job.dossier, job.event.facts.get("parts", [])
    names = org.unit_names({part["unit"] for part in asked}, local_day(job.event.at))
    return between.Consultation(
        letterhead=job.letterhead(of_authority=True),
        code=row.code,
        procedure=row.version.name,
        holder=row.applicant_name,
        units=tuple(
            between.AskedUnit(
                name=names.get(part["unit"], part["unit"]),
                kind=rules.PART_NAMES[rules.PartKind(part["kind"])],
                question=part["question"],
                term=part["term"],
                due_at=datetime.fromisoformat(part["due"]) if part["due"] else None,
                stage=part["stage"],
            )
            for part in asked
        ),
        due_at=row.due_at or row.index_due_at,
        asker=job.signatory,
    )


def _outcome(row: Dossier, event: Event) -> str:
    """How the whole term stood when the dossier changed hands; empty while there is no date to compare with."""
    if row.due_at is None or row.budget is None:
        return ""
    if not rules.is_on_time(event.at, row.due_at, row.budget.unit):
        return gettext_noop("quá hạn")
    return gettext_noop("đúng hạn") if local_day(event.at) == local_day(row.due_at) else gettext_noop("trước hạn")


PAPERS: dict[str, tuple[frozenset[str], Callable[[_Job], Paper]]] = {
    "receipt": (frozenset({"receive"}), _receipt),
    "acknowledgement": (frozenset({"file"}), _acknowledgement),
    "supplement": (frozenset({"register", "ask_at_reception", "ask_supplement", "still_missing"}), _supplement),
    "refusal": (frozenset({"refuse"}), _refusal),
    "apology": (frozenset({"apologise"}), _apology),
    "stop": (frozenset({"withdraw", "stop", "close_unanswered"}), _stop),
    "control": (frozenset({"receive", "hand_over", "take_over"}), _control),
    "consultation": (frozenset({"consult"}), _consultation),
}
"""Papers by name: the moves that issue them, and how they are filled. The latest such event is printed."""


def paper_of(dossier: Dossier, name: str, *, site: str, step: int | None = None) -> Paper:
    """The official paper `name` of a fetched dossier, from its latest such event or the one of `step`.

    `site` is the address of the public site as printed. Raises NotFound when no such paper was issued, Refused
    "dossiers.erased" when what stood on it was erased by a decision.
    """
    if name not in PAPERS:
        raise NotFound(name)
    rules.check_not_erased(dossier.erased_at is not None)
    verbs, fill = PAPERS[name]
    events = Event.objects.filter(dossier=dossier, verb__in=verbs)
    if step is not None:
        events = events.filter(step=step)
    event = events.order_by("-step").first()
    if event is None:
        raise NotFound(name)
    on = local_day(event.at)
    with as_written():  # an official paper is Vietnamese whoever prints it
        return fill(
            _Job(
                dossier=dossier,
                event=event,
                issuer=_issuer(dossier, on),
                site=site,
                people=org.people({event.by}),
                office=office_of(dossier.authority, on, known_at=event.at),
            )
        )


def _issuer(dossier: Dossier, on: date) -> _Issuer:
    chain = org.above(org.in_charge(dossier.authority, on), on)
    authority = chain[0]
    centres = [unit for unit in org.divisions(authority, on) if unit.kind is UnitKind.CENTRE]
    ways = dict.fromkeys(ContactKind, "")
    for contact in org.contacts(authority, on):
        ways[contact.kind] = ways[contact.kind] or contact.value
    return _Issuer(
        authority=authority.agency_name,
        centre=centres[0].name if centres else gettext_noop("Bộ phận Một cửa"),
        above=chain[1].agency_name if len(chain) > 1 else "",
        place=authority.short_name,
        contacts=forms.Contacts(
            hotline=ways[ContactKind.HOTLINE],
            phone=ways[ContactKind.PHONE],
            email=ways[ContactKind.EMAIL],
            suggestion_box=ways[ContactKind.BOX],
            reception_place=ways[ContactKind.RECEPTION],
        ),
    )
