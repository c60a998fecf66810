"""Changes around what was filed from afar: amended by its applicant, asked for once by the one-stop, still missing."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.dossiers.queries import drafts
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services.files import Kept, Upload, check_count, keep, rows_of, told
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc


def amend(
    *,
    code: str,
    changes: Mapping[str, str] | None = None,
    paper: str = "",
    files: Sequence[Upload] = (),
    absent: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Add to or mend a dossier from afar, as long as no decision has been signed (Decree 118/2025, 21).

    `changes` are new values of `rules.AMENDABLE`; `paper` names what the `files` are, or what is not there for the
    reason `absent`. When everything asked for has been answered, it is the one-stop's turn: its term of checking
    runs, and the term of answering stands still. Raises NotFound for everyone but the applicant.
    """
    place = queries.place_of(queries.of_applicant(by, code=code, at=at))
    rules.check_may(by, rules.MOVE["amend"], place)
    rules.check_move(rules.MOVE["amend"], place)
    rules.check_amendable(changes or {})
    kept = keep(files, bare=True)  # outside the transaction, as for every attachment
    name, why = nfc(paper.strip()), nfc(absent.strip())
    given = {"changes": [*(changes or {}), *(file.name for file in kept), why]}
    given["changes"] = [item for item in given["changes"] if item]
    with transaction.atomic():
        act = acts.begin(
            "amend", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step, fetch=queries.of_applicant
        )
        if act.repeated:
            return act.dossier
        facts: dict[str, Any] = {"paper": name} if name else {}
        if changed := _changed(act.dossier, changes or {}):
            facts["changed"] = changed
        if why:
            facts["absent"] = [{"name": name, "why": why}]
        attached = _attached(act, name, kept, by=by, at=at)
        if attached:
            facts["files"] = told(attached)
        if not (changed or attached or why):
            raise Refused("dossiers.correct_nothing", gettext_noop("Không có gì khác với nội dung đang ghi."))
        standing = act.dossier.answer_due_at
        turn = _turn(act, name)
        # what was left of the term is remembered, should the answer turn out not to be whole
        acts.write(act, facts=facts, awaits=turn, attached=attached, until=standing if turn else None)
    return act.dossier


@transaction.atomic
def ask_at_reception(
    *,
    code: str,
    missing: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Tell who filed from afar everything that is missing, once and whole (11.2.c, 16.3); no clock has started.

    A second list may hold only what stood in the first: Refused("dossiers.second_list") otherwise.
    """
    names, why = _lines(missing), nfc(reason.strip())
    given = {"missing": names, "reason": why}
    act = acts.begin("ask_at_reception", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    _check_list(names, drafts.asked_before(act.dossier))
    acts.write(act, facts={"missing": names, "stage": "reception"}, reason=why)
    return act.dossier


@transaction.atomic
def still_missing(
    *,
    code: str,
    missing: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Tell who answered a supplement from afar that something of it is still not there: no second request.

    The days that the one-stop took to look are given back. Raises Refused("dossiers.second_list") for papers that
    the request did not name.
    """
    names, why = _lines(missing), nfc(reason.strip())
    given = {"missing": names, "reason": why}
    act = acts.begin("still_missing", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    asked = queries.last_event(dossier, "ask_supplement")
    _check_list(names, tuple(asked.facts.get("missing", ())) if asked else ())
    answered = next((event for event in reversed(drafts.asked_for(dossier).answers) if event.until), None)
    dossier.answer_due_at = _due_again(dossier, answered, at)
    facts = {"missing": names}
    acts.write(act, facts=facts, reason=why, until=dossier.answer_due_at)
    return dossier


def _due_again(dossier: Dossier, answered: Event | None, at: datetime) -> datetime:
    office = queries.office_of(dossier.authority, local_day(at))
    if answered is None or answered.until is None:  # no answer with a term of its own: the whole time again
        return rules.answer_due(at, office=office)
    return rules.answer_due_again(answered.until, answered_at=answered.at, at=at, office=office)


def _turn(act: acts.Act, name: str) -> rules.Awaits | None:
    """Whose turn it is after this amendment; sets the terms that go with it."""
    dossier, place = act.dossier, queries.place_of(act.dossier)
    left = [item for item in drafts.asked_for(dossier).left if item != name]
    state = place.state or rules.State.REGISTERED
    turn = rules.turn_after_amending(state, place.awaits, left=left)
    if turn is not None:
        dossier.check_due_at = drafts.check_due_of(dossier, act.at)
        dossier.answer_due_at = None
    return turn


def _changed(dossier: Dossier, changes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Set what differs on the dossier; the old and the new value of each."""
    changed = {}
    for name, typed in changes.items():
        new = tidy_phone(typed) if name == "applicant_phone" else nfc(typed.strip())
        old = getattr(dossier, name)
        if new != old and not (name == "request_text" and not new):
            changed[name] = {"old": old, "new": new}
            setattr(dossier, name, new)
    return changed


def _attached(act: acts.Act, name: str, kept: list[Kept], *, by: Actor, at: datetime) -> list[Attachment]:
    """The files as rows, saved, under a paper of their own at the end of the list."""
    dossier = act.dossier
    if not kept:
        return []
    there = list(dossier.attachments.values_list("sha256", flat=True))
    fresh = rows_of(kept, dossier=dossier, by=by, at=at, step=dossier.step + 1, there=there)
    if not fresh:
        raise Refused("dossiers.same_file", gettext_noop("Tệp “{name}” đã có trong hồ sơ."), name=kept[0].name)
    check_count(there, fresh)
    for row in fresh:
        row.component = len(dossier.components)
    pages = sum(row.pages or 1 for row in fresh)
    dossier.components = [*dossier.components, {"name": name, "kind": "electronic", "count": 1, "pages": pages}]
    Attachment.objects.bulk_create(fresh)
    return fresh


def _check_list(missing: list[str], first: tuple[str, ...] | None) -> None:
    stray = [name for name in missing if first is not None and name not in first]
    if stray:
        sentence = gettext_noop(
            "Giấy tờ chỉ được yêu cầu một lần, đầy đủ. Chưa yêu cầu lần trước: {names}. Chỉ báo được giấy đã yêu cầu."
        )
        raise Refused("dossiers.second_list", sentence, names="; ".join(stray))


def _lines(items: list[str]) -> list[str]:
    return [nfc(item.strip()) for item in items if item.strip()]
