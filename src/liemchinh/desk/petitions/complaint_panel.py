"""What the page of a complaint says beyond the others: instance, limitation, term, verification, dialogue, decision."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from liemchinh.face.shapes import Fact
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, moment, short_day
from liemchinh.kernel.words import joined, shown
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries.fetch import office_of

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition, PetitionEvent

Told = dict[str, "PetitionEvent"]


def panel(petition: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """The panel of a complaint, or None for any other petition."""
    if petition.content != rules.Content.COMPLAINT:
        return None
    events = list(petition.events.order_by("step"))
    last: Told = {event.verb: event for event in events}
    facts = [*_before(petition, last), *_accepted(petition, last), *_verified(last), *_decided(petition, last)]
    talks = [event for event in events if event.verb in ("invite_dialogue", "hold_dialogue")]
    parted = [event for event in events if event.verb == "withdraw_complaint"]
    context = {
        "facts": facts,
        "talks": [_talk(event) for event in talks],
        "parted": [_parted(event) for event in parted],
        "lodging": _lodging(petition, last.get("accept_complaint")),
    }
    return "desk/petitions/complaint_panel.html", context


def _before(petition: "Petition", last: Told) -> list[Fact]:
    proposed = last.get("propose_complaint")
    if proposed is None or petition.state != rules.State.CHECKING:
        return []
    name = rules.complaints.PROPOSALS.get(proposed.facts.get("proposal", ""), "")
    return [Fact(gettext("Cán bộ đề xuất"), f"{shown(name)}: {proposed.reason}")]


def _accepted(petition: "Petition", last: Told) -> list[Fact]:
    accepted = last.get("accept_complaint")
    if accepted is None:
        return []
    second = petition.instance == rules.complaints.SECOND
    facts = [
        Fact(gettext("Lần giải quyết"), gettext("Lần hai") if second else gettext("Lần đầu")),
        Fact(gettext("Thụ lý"), f"{accepted.facts['document']}, {short_day(local_day(accepted.at))}"),
    ]
    if accepted.facts.get("first_decision"):
        facts.append(Fact(gettext("Quyết định lần đầu"), accepted.facts["first_decision"]))
    if petition.remote:
        facts.append(Fact(gettext("Địa bàn"), gettext("Vùng sâu, vùng xa đi lại khó khăn")))
    if petition.complexity != rules.Complexity.NORMAL:
        named = [rules.complaints.CRITERIA[code] for code in petition.criteria]
        deemed = last.get("deem_complex")
        why = deemed.reason if deemed is not None else accepted.facts.get("complex_reason", "")
        facts.append(Fact(gettext("Vụ việc phức tạp"), joined("; ", [*named, *([why] if why else [])])))
    if petition.people > 1:
        left = queries.left(petition, queries.people(petition))
        told = gettext("{left} trong {people}").format(left=left, people=petition.people)
        facts.append(Fact(gettext("Người còn khiếu nại"), told))
    return facts


def _verified(last: Told) -> list[Fact]:
    facts = []
    given, told = last.get("verify_complaint"), last.get("report_complaint")
    if given is not None:
        person = str(given.facts.get("person", ""))
        name = org.people([person]).get(person, person)
        facts.append(Fact(gettext("Giao xác minh"), f"{name}, {given.facts['document']}"))
    if told is not None and (given is None or told.step > given.step):
        proposed = rules.complaints.VERDICT_NAMES[rules.complaints.Verdict(told.facts["proposed"])]
        facts.append(Fact(gettext("Kết quả xác minh"), told.facts["findings"]))
        facts.append(Fact(gettext("Kiến nghị"), f"{shown(proposed)}, {told.facts['document']}"))
        if told.facts.get("differs"):
            facts.append(Fact(gettext("Đối thoại"), gettext("Bắt buộc: yêu cầu và kết quả xác minh còn khác nhau")))
    return facts


def _decided(petition: "Petition", last: Told) -> list[Fact]:
    ended = last.get("refuse_complaint") or last.get("terminate_complaint")
    if ended is not None:
        grounds = rules.complaints.REFUSAL_GROUNDS | rules.complaints.TERMINATION_GROUNDS
        if ended.verb == "refuse_complaint":
            grounds = rules.complaints.REFUSAL_GROUNDS
        name = grounds.get(ended.facts.get("reason_code", ""), "")
        return [Fact(gettext("Kết thúc vì"), f"{shown(name)}. {ended.reason}")]
    decided = last.get("decide_complaint")
    if decided is None:
        return []
    verdict = rules.complaints.VERDICT_NAMES[rules.complaints.Verdict(decided.facts["verdict"])]
    measure = rules.complaints.MEASURES[decided.facts["measure"]]
    disciplinary = queries.is_disciplinary(petition)
    holds = rules.complaints.effective_after(decided.at, remote=petition.remote, disciplinary=disciplinary)
    facts = [
        Fact(gettext("Quyết định"), f"{decided.facts['document']}, {short_day(local_day(decided.at))}"),
        Fact(gettext("Kết luận"), f"{shown(verdict)}. {shown(measure)}."),
        Fact(gettext("Có hiệu lực từ"), short_day(holds + timedelta(days=1))),
    ]
    if petition.instance == rules.complaints.FIRST:
        term = rules.complaints.lodging_again(
            remote=petition.remote, disciplinary=disciplinary, on=local_day(decided.at)
        )
        told = gettext("Trong {term} kể từ ngày nhận quyết định ({basis})")
        facts.append(Fact(gettext("Quyền khiếu nại lần hai"), told.format(term=term.words(), basis=term.cite())))
    published = last.get("publish_complaint")
    if published is not None:
        way = rules.complaints.PUBLICATION_FORMS.get(published.facts["form"], "")
        facts.append(Fact(gettext("Công khai"), f"{shown(way)}: {published.facts['place']}"))
    given = last.get("enforce_complaint")
    if given is not None:
        facts.append(Fact(gettext("Tổ chức thi hành"), f"{given.facts['body']}, {given.facts['document']}"))
    return facts


def _talk(event: "PetitionEvent") -> str:
    facts = event.facts
    when = moment(datetime.fromisoformat(facts["held_at"]))
    if event.verb == "invite_dialogue":
        said = gettext("Thông báo {document}: đối thoại lúc {when}, tại {place}.")
        return said.format(document=facts["document"], when=when, place=facts["place"])
    attended = shown(rules.complaints.ATTENDANCE.get(facts["attendance"], ""))
    said = gettext("Biên bản đối thoại lúc {when}. {attended}. {result}")
    return said.format(when=when, attended=attended, result=facts["result"])


def _parted(event: "PetitionEvent") -> str:
    facts = event.facts
    if facts.get("whole"):
        said = gettext("{count} người rút toàn bộ ({document}). Còn {left} người.")
        return said.format(count=len(facts["people"]), document=facts["document"], left=facts["left"])
    return gettext("Rút một phần ({document}): {words}").format(document=facts["document"], words=facts["words"])


def _lodging(petition: "Petition", accepted: "PetitionEvent | None") -> rules.complaints.InTime | None:
    """The limitation as it was examined at acceptance, with every day explained."""
    if accepted is None or not accepted.facts.get("known_on"):
        return None
    facts = accepted.facts
    obstacles = []
    if facts.get("obstacle"):
        since, until, reason = facts["obstacle"]
        obstacles = [rules.complaints.Obstacle(date.fromisoformat(since), date.fromisoformat(until), reason)]
    return rules.complaints.in_time(
        known_on=date.fromisoformat(facts["known_on"]),
        lodged_on=local_day(petition.received_at),
        instance=facts["instance"],
        remote=facts["remote"],
        disciplinary=queries.is_disciplinary(petition),
        dismissal=facts["dismissal"],
        obstacles=obstacles,
        office=office_of(petition.authority, local_day(accepted.at)),
    )
