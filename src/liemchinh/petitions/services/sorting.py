"""Changes that sort a petition and send it where it belongs: guided, forwarded, returned, urged, split, archived."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.services import acts, intake


@transaction.atomic
def sort(
    *,
    code: str,
    content: rules.Content,
    within: bool | None = None,
    eligible: bool | None = None,
    conditions: Mapping[str, bool] | None = None,
    flags: Sequence[str] = (),
    field: str = "",
    about: Mapping[str, str] | None = None,
    decision_ref: str = "",
    decision_on: date | None = None,
    proposed: Mapping[str, Any] | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Say what a petition is, whether it is for this office, and whether it is fit to be dealt with.

    `proposed` is what the program had proposed (kept beside the finding). A denunciation becomes restricted and stays
    so: what was restricted is opened again only with a `reason`. The term to decide counts from receipt, by the class.
    """
    given = {"content": content}
    act = acts.begin("sort", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    if content is rules.Content.UNSORTED:
        raise Refused("petitions.unsorted", gettext_noop("Chọn loại đơn."))
    opened = petition.restricted and content is not rules.Content.DENUNCIATION
    if opened and not reason.strip():
        sentence = gettext_noop("Đơn này được giữ kín vì có thể là tố cáo. Ghi lý do trước khi mở cho nhiều người.")
        raise Refused("petitions.opening", sentence)
    before = petition.content
    petition.content = content
    petition.restricted = content is rules.Content.DENUNCIATION
    petition.within, petition.eligible = within, eligible
    petition.conditions = {name: bool(met) for name, met in (conditions or {}).items() if name in rules.CONDITION_NAMES}
    petition.flags = [flag for flag in rules.FLAG_NAMES if flag in flags]
    petition.field = nfc(field.strip()) or petition.field
    if about is not None:
        petition.about = {name: nfc(value.strip()) for name, value in about.items() if value.strip()}
    petition.decision_ref = nfc(decision_ref.strip()) or petition.decision_ref
    petition.decision_on = decision_on or petition.decision_on
    petition.sort_due_at = rules.check_due(content, petition.received_at, office=act.office, story=False).due_at
    opens: dict[str, datetime | None] = {}
    closes = ["forward"]
    if within is False and rules.fits(rules.MOVE["forward"], _checking(act), on=local_day(at)):
        opens["forward"] = None
    facts = {
        "content": content,
        "before": before,
        "within": within,
        "eligible": eligible,
        "conditions": petition.conditions,
        "flags": petition.flags,
        "proposed": dict(proposed or {}),
    }
    acts.write(act, facts=facts, reason=reason, opens=opens, closes=closes)
    return petition


def _checking(act: acts.Act) -> rules.Place:
    petition = act.petition
    return rules.Place(
        authority=petition.authority.code,
        division="",
        seat="",
        state=rules.State.CHECKING,
        awaits=rules.Awaits.RECEPTION,
        content=rules.Content(petition.content),
    )


@transaction.atomic
def send_on(
    verb: str,
    *,
    code: str,
    body: str,
    reason: str = "",
    document: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Answer a petition with the name of a body; whether a reason or a document is needed, the table of moves says."""
    given = {"body": nfc(body.strip()), "reason": nfc(reason.strip()), "document": nfc(document.strip())}
    act = acts.begin(verb, code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    if verb == "return" and rules.Source(petition.source) not in rules.SENT_ON:
        sentence = gettext_noop("Đơn này do chính người dân gửi, không có nơi chuyển để trả lại. Hãy hướng dẫn họ.")
        raise Refused("petitions.nobody_sent_it", sentence)
    _check_once(act)
    petition.forwarded_to, petition.result_number = given["body"], given["document"]
    acts.write(act, facts=given, reason=reason, document=given["document"])
    return petition


guide = partial(send_on, "guide")
"""Tell the sender in writing where to go; once only for the same matter, and never by sending the letter on."""
forward = partial(send_on, "forward")
"""Send it on to the competent body, once, and tell the sender; what comes back is followed."""
give_back = partial(send_on, "return")
"""Return it to whoever sent it on (a deputy, the Front, the press, another body), with the reason."""
urge = partial(send_on, "urge")
"""Demand of a subordinate that it settles what it has let go overdue."""


@transaction.atomic
def archive(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Keep a petition that is not fit to be dealt with. A letter of no name with clear facts is kept as a lead."""
    given = {"reason_code": reason_code, "reason": reason}
    act = acts.begin("archive", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    if reason_code not in rules.ARCHIVE_REASONS:
        raise Refused("petitions.reason_code", gettext_noop("Chọn một loại lý do trong danh sách."))
    act.petition.outcome = reason_code
    acts.write(act, facts=given, reason=reason)
    return act.petition


@transaction.atomic
def split(
    *,
    code: str,
    parts: Sequence[tuple[rules.Content, str, str]],
    reason: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> list[Petition]:
    """Part a mixed petition into petitions of one class each: (class as it seems, subject, text). At least two.

    Each goes into the register today with the same senders and the day on which the whole was received. With a
    denunciation among them the whole is kept as close as that part.
    """
    act = acts.begin("split", code=code, by=by, at=at, given={"parts": parts}, token=token, seen_step=seen_step)
    whole = act.petition
    if act.repeated:
        return list(Petition.objects.filter(split_from=whole).order_by("id"))
    if len(parts) < 2 or any(not subject.strip() for _, subject, _ in parts):
        sentence = gettext_noop("Ghi ít nhất hai nội dung được tách, mỗi nội dung một dòng chính.")
        raise Refused("petitions.parts", sentence)
    senders = tuple(
        intake.Sender(row.name, row.identity, row.address, row.phone, row.email, row.representative)
        for row in whole.petitioners.order_by("number")
    )
    made = []
    for content, subject, text in parts:
        letter = intake.Letter(
            subject=subject,
            text=text,
            senders=senders,
            source=rules.Source(whole.source),
            source_name=whole.source_name,
            source_document=whole.source_document,
            authority=whole.register.code,
            written_on=whole.written_on,
            received_at=whole.received_at,
            people=whole.people,
            place=whole.place,
            content=content,
            restricted=content is rules.Content.DENUNCIATION,
            notify=whole.notify,
            visit=whole.visit,
        )
        made.append(intake.split_off(letter=letter, whole=whole, by=by, at=at))
    # the whole letter says what the denunciation says, and by whom
    whole.restricted = whole.restricted or any(part.restricted for part in made)
    acts.write(act, facts={"into": [part.code for part in made]}, reason=reason)
    return made


def _check_once(act: acts.Act) -> None:
    """A matter is guided or sent on once: a duplicate of one that has been is archived, not handled again."""
    petition = act.petition
    head = petition.same_as
    if head is not None and head.state == rules.MOVE[act.move.verb].to:
        sentence = gettext_noop("Cùng nội dung này đã được {label} một lần ({other}). Đơn gửi lại thì lưu.")
        raise Refused("petitions.once", sentence, label=act.move.label, other=head.code)
