"""Shows what follows a visit as official paper: the refusal, the receipt of evidence, the conclusion, the register."""

from datetime import date

from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written, gettext_noop, shown
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind
from liemchinh.papers.forms import Letterhead, Signatory
from liemchinh.papers.visits import (
    ConclusionMatter,
    ConclusionNotice,
    ConclusionTask,
    EvidenceLine,
    EvidencePaper,
    RefusalNotice,
)
from liemchinh.reception.models import Conclusion, Visit
from liemchinh.reception.queries.tasks import tasks_of, visits_of
from liemchinh.reception.queries.visits import receipt_of, visitors_of
from liemchinh.reception.rules import visits as rules

CONTENT_WORDS = {
    rules.Content.COMPLAINT: gettext_noop("khiếu nại"),
    rules.Content.DENUNCIATION: gettext_noop("tố cáo"),
    rules.Content.RECOMMENDATION: gettext_noop("kiến nghị, phản ánh"),
    rules.Content.UNSORTED: gettext_noop("khiếu nại, tố cáo, kiến nghị, phản ánh"),
}
SECRET = gettext_noop("Người được giữ bí mật, lượt tiếp")
RETURNED = gettext_noop("đã trả ngày {day} cho {name}")


def letterhead_of(code: str, on: date, *, number: str = "", sign: str = "UBND") -> Letterhead:
    """The head of a paper of this authority."""
    unit = org.unit(code, on)
    above = org.above(unit, on)
    return Letterhead(
        superior=above[1].agency_name if len(above) > 1 else "",
        issuer=unit.agency_name,
        place=unit.short_name if unit.kind in (UnitKind.COMMUNE, UnitKind.PROVINCE) else "",
        day=on,
        number=number,
        desk_sign=sign,
    )


def refusal_notice(visit: Visit, *, today: date) -> RefusalNotice:
    """Form 01/TCD: signed as it was, or with room for number and name while it waits. Raises NotFound without one."""
    if not visit.refused:
        raise NotFound(visit.code)
    found, people = visit.refusal, visitors_of(visit)
    first = people[0]
    with as_written():
        return RefusalNotice(
            letterhead=letterhead_of(
                visit.authority.code, found.notice_on or today, number=_bare(found.notice_number), sign=""
            ),
            visitor=", ".join(one.name for one in people),
            received_on=local_day(visit.at),
            identity=first.identity,
            identity_on=first.identity_on,
            identity_place=first.identity_place,
            content=shown(CONTENT_WORDS[rules.Content(visit.content)]),
            summary=visit.summary,
            reason=found.reason,
            basis=found.basis,
            document=found.document,
            concerned=found.concerned,
            signatory=Signatory(name=found.signed_by),
        )


def evidence_paper(visit: Visit, number: int) -> EvidencePaper:
    """Form 02/TCD of one receipt. Raises NotFound when there is none of this number."""
    receipt = receipt_of(visit, number)
    with as_written():
        return EvidencePaper(
            letterhead=letterhead_of(visit.authority.code, local_day(receipt.at), number=str(receipt.number), sign=""),
            received_at=receipt.at,
            place=receipt.place,
            giver=receipt.giver,
            giver_address=receipt.giver_address,
            giver_standing=receipt.giver_standing,
            items=tuple(
                EvidenceLine(
                    name=item.name,
                    copy=shown(rules.COPY_NAMES[rules.CopyKind(item.copy)]),
                    pages=item.pages,
                    state=item.state,
                    returned=RETURNED.format(day=f"{item.returned_at:%d/%m/%Y}", name=item.returned_to)
                    if item.returned_at
                    else "",
                )
                for item in receipt.items.all()
            ),
            copies=receipt.copies,
            receiver=Signatory(name=org.people([receipt.by]).get(receipt.by, receipt.by)),
        )


def conclusion_notice(conclusion: Conclusion) -> ConclusionNotice:
    """The notice of a conclusion, as it was issued; days of tasks as they were given first."""
    with as_written():
        return ConclusionNotice(
            letterhead=letterhead_of(
                conclusion.authority.code, conclusion.issued_on, number=_bare(conclusion.document), sign="UBND"
            ),
            held_on=conclusion.held_on,
            chaired_by=conclusion.chaired_by,
            attended=conclusion.attended,
            content=conclusion.content,
            matters=tuple(_matter(visit) for visit in visits_of(conclusion)),
            tasks=tuple(
                ConclusionTask(
                    what=task.what,
                    body=task.body,
                    due_on=date.fromisoformat(task.changes[0]["from"]) if task.changes else task.due_on,
                    contact=task.contact,
                )
                for task in tasks_of(conclusion)
            ),
            signatory=Signatory(name=conclusion.chaired_by),
        )


def _matter(visit: Visit) -> ConclusionMatter:
    """What was heard; of a restricted visit only its code, because the notice goes to other bodies."""
    if visit.restricted:
        return ConclusionMatter(visitor=shown(SECRET), summary=visit.code)
    return ConclusionMatter(visitor=", ".join(one.name for one in visit.visitors.all()), summary=visit.summary)


def _bare(document: str) -> str:
    """The ordinal of a document's number: the paper writes the rest."""
    return document.partition("/")[0].strip()
