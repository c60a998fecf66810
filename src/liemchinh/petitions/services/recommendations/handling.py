"""Changes on the way to an answer: given to a division and a person, the sender asked, the answer drafted."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.deadlines import budget_of
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, Petitioner
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules import recommendations as own
from liemchinh.petitions.rules.redaction import findings
from liemchinh.petitions.services import acts, files
from liemchinh.petitions.services.files import Upload
from liemchinh.petitions.services.recommendations.telling import tell_sender


@transaction.atomic
def route(
    *,
    code: str,
    division: str,
    by: Actor,
    at: datetime,
    seat: str = "",
    note: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Give a recommendation to a division of this authority (to one of its seats, with `seat`): its term begins.

    Raises Refused("petitions.division" or "petitions.seat") when there is no such division, or nobody in that seat.
    """
    act = acts.begin("route", code=code, by=by, at=at, given={"division": division}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    basis = own.answer_term(at)
    term = budget_of(basis)
    petition.budget_amount, petition.budget_unit = term.amount, str(term.unit)
    petition.basis, petition.accepted_at, petition.within = basis.cite(), at, True
    _give(petition, division, seat, at)
    facts = {"division": division, "seat": seat, "note": nfc(note.strip()), "basis": basis.cite()}
    turn = rules.Awaits.SPECIALIST if seat else rules.Awaits.HEAD
    acts.write(act, facts=facts, to_unit=division, awaits=turn)
    return petition


@transaction.atomic
def reroute(
    *,
    code: str,
    division: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Give it to another division, because it is not that one's work. The term runs on."""
    given = {"division": division, "reason": reason.strip()}
    act = acts.begin("reroute", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    before = act.petition.division.code if act.petition.division else ""
    if division == before:
        raise Refused("petitions.division", gettext_noop("Đơn đang ở chính phòng ấy."))
    _give(act.petition, division, "", at)
    acts.write(act, facts={"division": division, "from": before}, reason=reason, to_unit=division)
    return act.petition


@transaction.atomic
def allot(
    *, code: str, seat: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Petition:
    """The head of the division gives it to one of its seats. Raises Refused("petitions.seat") for an empty one."""
    act = acts.begin("allot", code=code, by=by, at=at, given={"seat": seat}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    assert act.petition.division is not None  # whoever heads it has reached it through its division
    _give(act.petition, act.petition.division.code, seat, at)
    acts.write(act, facts={"seat": seat})
    return act.petition


@transaction.atomic
def ask_petitioner(
    *, code: str, question: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Petition:
    """Ask the sender for what is missing. The term runs on: no law lets it wait."""
    asked = nfc(question.strip())
    act = acts.begin(
        "ask_petitioner", code=code, by=by, at=at, given={"question": asked}, token=token, seen_step=seen_step
    )
    if act.repeated:
        return act.petition
    event = acts.write(act, facts={"question": asked})
    tell_sender(event, "petition_moved", state=gettext_noop("Chờ ông/bà trả lời thêm"))
    return act.petition


@transaction.atomic
def hear_petitioner(
    *,
    code: str,
    words: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
    fetch_by: Callable[..., Petition] = fetch.handled_by,
) -> Petition:
    """The sender's answer to a question, typed by them (`fetch_by`: `fetch.of_citizen`) or noted at the office."""
    said = nfc(words.strip())
    act = acts.begin(
        "hear_petitioner",
        code=code,
        by=by,
        at=at,
        given={"words": said},
        token=token,
        seen_step=seen_step,
        fetch_by=fetch_by,
    )
    if act.repeated:
        return act.petition
    turn = rules.Awaits.SPECIALIST if act.petition.seat_id else rules.Awaits.HEAD
    acts.write(act, facts={"words": said[: own.LONGEST_ANSWER]}, awaits=turn)
    return act.petition


@transaction.atomic
def draft_answer(
    *, code: str, answer: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Petition:
    """The person who handled it lays the words of an answer before the head of the division."""
    text = _answer(answer)
    act = acts.begin("draft_answer", code=code, by=by, at=at, given={"answer": text}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    acts.write(act, facts={"draft": text})  # "answer" is what the sender reads
    return act.petition


def answer(
    *,
    code: str,
    answer: str,
    by: Actor,
    at: datetime,
    number: str = "",
    attached: Sequence[Upload] = (),
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Answer the sender, and everybody whose letter was joined to this one: the term ends.

    What goes to several people must not name one of them: Refused("petitions.answer_names"). Afterwards it is to be
    published, and the sender asked whether the matter is truly solved.
    """
    text = _answer(answer)
    kept = files.keep(attached)  # outside the transaction: an orphan file harms nobody
    with transaction.atomic():
        act = acts.begin("answer", code=code, by=by, at=at, given={"answer": text}, token=token, seen_step=seen_step)
        if act.repeated:
            return act.petition
        petition = act.petition
        followers = list(fetch.rows().filter(same_as=petition, state=rules.State.DUPLICATE).order_by("pk"))
        if followers:
            _check_for_all(petition, followers, text)
        petition.outcome, petition.result_number = own.Solved.ANSWERED.value, nfc(number.strip())[:100]
        rows = files.add(act, kept, role=rules.FileRole.ANSWER)
        facts = {"answer": text, "number": petition.result_number, "told": [row.code for row in followers]}
        more = {"answer_sender": None} if petition.source in rules.SENT_ON else {}
        event = acts.write(act, facts=facts | ({"files": files.told(rows)} if rows else {}), beside=rows, opens=more)
        for follower in followers:
            tell_sender(event, "petition_answered", to=follower)
    return petition


def _give(petition: Petition, division: str, seat: str, at: datetime) -> None:
    on = local_day(at)
    units = {unit.code: unit for unit in org.divisions(org.in_charge(petition.authority, on), on)}
    if division not in units:
        raise Refused(
            "petitions.division", gettext_noop("Đơn vị không có phòng mang mã {division}."), division=division
        )
    petition.division_id, petition.seat_id = units[division].id, None
    if seat:
        held = {one.code: one for one in org.seats([units[division]], on)}.get(seat)
        if held is None or not held.person or Role.SPECIALIST not in held.roles:
            raise Refused("petitions.seat", gettext_noop("Phòng không có người xử lý ở vị trí {seat}."), seat=seat)
        if held.person in fetch.conflicted(petition, on=on):
            raise Refused(
                "petitions.conflict", gettext_noop("Người này có liên quan tới nội dung đơn. Hãy giao người khác.")
            )
        petition.seat_id = held.id


def _answer(text: str) -> str:
    tidy = nfc(text.strip())
    if len(tidy) > own.LONGEST_ANSWER:
        sentence = gettext_noop("Câu trả lời dài quá {most} ký tự. Hãy đính kèm văn bản.")
        raise Refused("petitions.answer_long", sentence, most=own.LONGEST_ANSWER)
    return tidy


def _check_for_all(petition: Petition, followers: Sequence[Petition], text: str) -> None:
    people = Petitioner.objects.filter(petition__in=[petition, *followers])
    rows = list(people.values_list("name", "address"))
    if findings(text, names=[name for name, _ in rows], addresses=[address for _, address in rows]):
        sentence = gettext_noop(
            "Câu trả lời này gửi chung cho người gửi {count} đơn trùng. Hãy bỏ tên, địa chỉ, số riêng của từng người."
        )
        raise Refused("petitions.answer_names", sentence, count=len(followers) + 1)
