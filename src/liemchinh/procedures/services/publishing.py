"""Publishing a draft today or on a day to come, taking a scheduled change back, ending a procedure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules import Link
from liemchinh.ledger.rules.writing import Row
from liemchinh.procedures import queries, rules
from liemchinh.procedures.models import Procedure, ProcedureVersion, VersionDraft
from liemchinh.procedures.queries import testimony
from liemchinh.procedures.queries.editing import LIVE
from liemchinh.procedures.services.versions import VersionFacts, authority_of, publish_all

OF_CHANNELS = ("time", "fee")
"""What a version may only assume of its ways of filing."""


@transaction.atomic
def publish_draft(
    *,
    code: str,
    seen: int,
    starts_on: date,
    decision: str,
    decision_on: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Publish the draft as the next version, from today or a later day; dossiers already received keep theirs.

    `decision` (number) was signed on `decision_on`. Raises NotFound without a draft, Refused for who may not edit,
    for a draft saved since `seen`, for what no version may say (`rules.check_content`), for a day in the past or in
    another version's time, and where nothing differs from the version before.
    """
    rules.check_may_edit(by)
    today = local_day(at)
    _locked_procedure(code)
    draft = VersionDraft.objects.select_for_update().filter(code=code).first()
    if draft is None:
        raise NotFound(code)
    if draft.revision != seen:
        sentence = gettext_noop("Dự thảo đã được lưu ở nơi khác. Xem lại bản mới nhất rồi công bố.")
        raise Refused("procedures.draft_moved", sentence)
    rules.check_decision(decision, reason)
    if decision_on > today:
        raise Refused("procedures.signed_later", gettext_noop("Ngày ký quyết định không thể sau hôm nay."))
    rules.check_content(draft.content)
    versions = ProcedureVersion.objects.filter(procedure__code=code, published_at__isnull=False)
    rules.check_start(starts_on, today, [rules.Standing(row.valid_from, row.valid_until) for row in versions])
    newest = queries.newest_version(code)
    if newest is not None and not rules.differences(queries.content_of(newest), draft.content):
        raise Refused("procedures.unchanged", gettext_noop("Dự thảo chưa khác bản đang áp dụng ở chỗ nào."))
    values = {
        **draft.content["values"],
        "decision": decision.strip(),
        "decision_on": decision_on,
        "reason": reason.strip(),
        "assumed": _still_assumed(newest, draft.content),
    }
    facts = VersionFacts(
        source="desk",
        content_hash=_hash(draft.content, decision, starts_on),
        values=values,
        **{part: draft.content[part] for part in rules.PARTS},
    )
    draft.delete()
    published = publish_all({code: facts}, valid_from=starts_on, by=by, at=at)
    if not published:
        raise Refused("procedures.unchanged", gettext_noop("Dự thảo chưa khác bản đang áp dụng ở chỗ nào."))
    return published[0]


@transaction.atomic
def cancel_change(*, code: str, decision: str, reason: str, by: Actor, at: datetime) -> ProcedureVersion:
    """Take back the scheduled version before its day; the version that it would have ended goes on without end.

    Returns the cancelled version. Raises NotFound for an unknown code, Refused for who may not edit, without a
    decision or reason, and where nothing is scheduled.
    """
    rules.check_may_edit(by)
    rules.check_decision(decision, reason)
    procedure = _locked_procedure(code)
    if procedure is None:
        raise NotFound(code)
    live = ProcedureVersion.objects.filter(LIVE, procedure=procedure).defer("raw")
    coming = live.filter(valid_from__gt=local_day(at)).order_by("-valid_from").first()
    if coming is None:
        raise Refused("procedures.nothing_scheduled", gettext_noop("Không có thay đổi nào đang hẹn để hủy."))
    first = coming.valid_from
    before = live.filter(valid_until=first).order_by("-number").first()
    ProcedureVersion.objects.filter(pk=coming.pk).update(valid_until=first)
    rows = [testimony.ended(coming.pk, first)]
    if before is not None:
        ProcedureVersion.objects.filter(pk=before.pk).update(valid_until=None)
        rows.append(testimony.ended(before.pk, None))
    _record(
        procedure,
        rules.CHANGE_CANCELLED,
        by=by,
        at=at,
        on=first,
        facts={"number": coming.number, "decision": decision.strip(), "reason": reason.strip()},
        rows=rows,
    )
    coming.valid_until = first
    return coming


@transaction.atomic
def end_procedure(*, code: str, ends_on: date, decision: str, reason: str, by: Actor, at: datetime) -> ProcedureVersion:
    """Abolish a procedure: from `ends_on` it is asked for no more; dossiers already received are finished under it.

    Raises NotFound for an unknown code, Refused for who may not edit, without a decision or reason, for a day in the
    past or not after its first, where a change is scheduled, and where it has ended already.
    """
    rules.check_may_edit(by)
    rules.check_decision(decision, reason)
    procedure = _locked_procedure(code)
    if procedure is None:
        raise NotFound(code)
    today = local_day(at)
    last = (
        ProcedureVersion.objects.filter(LIVE, procedure=procedure, valid_until__isnull=True)
        .defer("raw")
        .order_by("-number")
        .first()
    )
    if last is None:
        raise Refused("procedures.ended_before", gettext_noop("Thủ tục này đã có ngày hết hiệu lực."))
    if last.valid_from > today:
        sentence = gettext_noop("Đã có bản hẹn áp dụng từ ngày {day}. Hủy bản ấy trước khi bãi bỏ.")
        raise Refused("procedures.scheduled", sentence, day=short_day(last.valid_from))
    if ends_on < today or ends_on <= last.valid_from:
        raise Refused("procedures.past", gettext_noop("Không bãi bỏ lùi ngày. Chọn ngày sau ngày bắt đầu áp dụng."))
    ProcedureVersion.objects.filter(pk=last.pk).update(valid_until=ends_on)
    _record(
        procedure,
        rules.PROCEDURE_ENDED,
        by=by,
        at=at,
        on=ends_on,
        facts={"number": last.number, "decision": decision.strip(), "reason": reason.strip()},
        rows=[testimony.ended(last.pk, ends_on)],
    )
    last.valid_until = ends_on
    return last


def _locked_procedure(code: str) -> Procedure | None:
    """The procedure, locked before its draft and versions: every verb takes locks in this order."""
    return Procedure.objects.select_for_update().filter(code=code).first()


def _still_assumed(newest: ProcedureVersion | None, content: Mapping[str, Any]) -> list[str]:
    """What the version before assumed and the draft left as it was: nobody has confirmed it."""
    if newest is None:
        return []
    old = queries.content_of(newest)
    same = {name for name in old["values"] if old["values"][name] == content["values"].get(name)}
    same |= {"steps"} if old["steps"] == content["steps"] else set()
    same |= set(OF_CHANNELS) if old["channels"] == content["channels"] else set()
    return [name for name in newest.assumed if name in same]


def _hash(content: Mapping[str, Any], decision: str, starts_on: date) -> str:
    said = {"content": content, "decision": decision.strip(), "from": starts_on.isoformat()}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _record(
    procedure: Procedure,
    kind: Kind,
    *,
    by: Actor,
    at: datetime,
    on: date,
    facts: Mapping[str, Any],
    rows: list[Row],
) -> None:
    """The next entry of the procedure's own thread; public are its code and the day."""
    _, end = ledger.record(
        kind=kind,
        by=by,
        at=at,
        unit=authority_of(by),
        facts={"code": procedure.code, "on": on.isoformat(), **facts},
        public={"no": procedure.code, "on": on.isoformat()},
        link=Link(tag=procedure.tag, step=procedure.step, leaf=bytes(procedure.leaf)),
        rows=rows,
    )
    procedure.step, procedure.leaf = end.step, end.leaf
    procedure.save(update_fields=["step", "leaf"])
    ledger.move_head(kind, bytes(end.leaf))
