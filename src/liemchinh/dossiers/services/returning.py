"""Changes on the way of a result to its applicant: how it is to be had, its electronic form, returned, and the post."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.dossiers.rules.returning import check_method, check_news, taken
from liemchinh.dossiers.services import acts, esigning
from liemchinh.dossiers.services.files import Kept, Upload, check_count, keep, rows_of
from liemchinh.kernel.actors import APPLICANT, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import as_written, gettext_noop, nfc
from liemchinh.org import queries as org
from liemchinh.papers import esign


@transaction.atomic
def choose_return(
    *,
    code: str,
    method: str,
    address: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Choose how the result is to be had, until it is there; by the applicant (who has shown the key) or the desk.

    A choice that changes nothing leaves no event. Raises Refused("dossiers.return_…").
    """
    wanted = rules.Return(method) if method in set(rules.Return) else None
    fetch = queries.of_applicant if by == APPLICANT else queries.handled_by
    given = {"method": wanted}
    act = acts.begin(
        "choose_return", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step, fetch=fetch
    )
    if act.repeated or wanted is None:
        return act.dossier
    dossier, place = act.dossier, nfc(address.strip()) if wanted is rules.Return.POST else ""
    check_method(wanted, address=place, electronic=esigning.issues_electronic())
    if (wanted, place) == (dossier.return_method, dossier.return_at):
        return dossier
    facts = {
        "old": {"method": dossier.return_method, "address": dossier.return_at},
        "new": {"method": str(wanted), "address": place},
    }
    dossier.return_method, dossier.return_at = wanted, place
    acts.write(act, facts=facts)
    return dossier


@transaction.atomic
def give_back(
    *,
    code: str,
    collector: str = "",
    proof: str = "",
    method: str = rules.Return.COUNTER,
    carrier: str = "",
    tracking: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Return the result: over the counter to who showed that they may; to the post under a number; or opened online.

    The way that was taken is kept as the dossier's. An official never returns an electronic result for the applicant:
    that is what opening it with the key does. Raises Refused("dossiers.return_…", "dossiers.needs").
    """
    way = rules.Return(method)
    theirs = by == APPLICANT
    fetch = queries.of_applicant if theirs else queries.handled_by
    found = fetch(by, code=code, at=at)
    result = queries.result_of(found) if way is rules.Return.ONLINE else None
    with as_written():  # what is kept of it is Vietnamese, whoever reads
        got = taken(
            way,
            by_applicant=theirs,
            applicant=found.applicant_name,
            collector=nfc(collector),
            proof=nfc(proof),
            carrier=nfc(carrier),
            tracking=nfc(tracking),
            handed_out=result is not None,
        )
    facts = {"collector": got.collector, "proof": got.proof}
    act = acts.begin("give_back", code=code, by=by, at=at, given=facts, token=token, seen_step=seen_step, fetch=fetch)
    if act.repeated:
        return act.dossier
    if theirs and act.dossier.return_method != rules.Return.ONLINE:
        sentence = gettext_noop("Ông/bà đã chọn nhận kết quả cách khác. Bản điện tử chỉ là bản thêm.")
        raise Refused("dossiers.return_other", sentence)
    facts["method"] = str(way)
    if way is rules.Return.POST:
        facts |= {"carrier": nfc(carrier.strip()), "tracking": nfc(tracking.strip())}
    if result is not None:
        facts["sha256"] = result.sha256
    act.dossier.returned_at, act.dossier.return_method = at, way
    acts.write(act, facts=facts)
    return act.dossier


@transaction.atomic
def note_post(
    *,
    code: str,
    news: str,
    on: date,
    carrier: str = "",
    tracking: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Note what became of a result that went by post: delivered, brought back, sent again, collected after all."""
    act = acts.begin("note_post", code=code, by=by, at=at, given={"news": news}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    check_news(news, queries.posted_of(act.dossier), tracking=tracking, on=on, today=local_day(at))
    facts: dict[str, Any] = {"news": news, "on": on.isoformat()}
    facts |= {name: nfc(text.strip()) for name, text in (("carrier", carrier), ("tracking", tracking)) if text.strip()}
    acts.write(act, facts=facts, reason=nfc(note.strip()))
    return act.dossier


def add_result(
    *,
    code: str,
    result: Upload,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Hand out the result as an electronic document too, signed by the agency's key; a later one takes its place."""
    kept = result_kept("add_result", code=code, result=result, by=by, at=at, token=token)
    with transaction.atomic():
        act = acts.begin("add_result", code=code, by=by, at=at, given={"files": kept}, token=token, seen_step=seen_step)
        if act.repeated:
            return act.dossier
        attached = attach_result(act, kept)
        acts.write(act, facts={"result": kept[0].sha256}, attached=attached)
    return act.dossier


def result_kept(
    verb: str, *, code: str, result: Upload, by: Actor, at: datetime, number: str = "", token: uuid.UUID | None = None
) -> list[Kept]:
    """The result as it will be handed out: signed, looked into, kept under its hash. Outside of any transaction.

    What the move would refuse is neither signed nor kept. Without a key of our own a file is taken as it is when a
    listed authority vouches for its signature over all of it. Nothing for a form that has been posted before. Raises
    Refused("dossiers.no_esign", "esign.…").
    """
    if token is not None and Event.objects.filter(token=token).exists():
        return []
    dossier = queries.handled_by(by, code=code, at=at)
    place = queries.place_of(dossier)
    rules.check_may(by, rules.MOVE[verb], place)
    rules.check_move(rules.MOVE[verb], place)
    key, content = esigning.agency_key(), result.content
    try:
        if key is None:
            sentence = gettext_noop(
                "Cơ quan chưa cài khóa ký số, và tệp chưa có chữ ký số của tổ chức được tin cậy. "
                "Tệp chưa ký không phải là kết quả điện tử; hãy trả bản giấy."
            )
            raise Refused("dossiers.no_esign", sentence)
        agency = org.unit_names([dossier.authority.code], local_day(at)).get(dossier.authority.code, key.name)
        number = nfc(number.strip()) or dossier.result_number
        content = esign.sign(content, key=key, agency=agency, at=at, number=number, ask=esigning.stamping())
    except Refused as refused:
        # closed by a signature of its own, or no key here: good if somebody listed vouches for it
        if refused.code not in ("dossiers.no_esign", "esign.closed") or not _is_vouched_for(content, at):
            raise
    return keep([Upload(f"ket-qua-{dossier.code}.pdf", content)])


def _is_vouched_for(content: bytes, at: datetime) -> bool:
    trust = esigning.trusted()
    if not trust:
        return False
    signed = esign.read(content, trust=trust, at=at).signatures
    return any(one.intact and one.whole and one.trusted_by for one in signed)


def attach_result(act: acts.Act, kept: list[Kept]) -> list[Attachment]:
    """The kept result as an attachment of the act's dossier, saved."""
    dossier = act.dossier
    there = list(dossier.attachments.values_list("sha256", flat=True))
    fresh = rows_of(kept, dossier=dossier, by=act.by, at=act.at, step=dossier.step + 1, there=there)
    if not fresh:
        raise Refused("dossiers.same_file", gettext_noop("Tệp “{name}” đã có trong hồ sơ."), name=kept[0].name)
    check_count(there, fresh)
    for row in fresh:
        row.role = rules.FileRole.RESULT
    Attachment.objects.bulk_create(fresh)
    return fresh
