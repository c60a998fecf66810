"""Changes after the result: the office admits its error, and returns the right result at its own cost, in time."""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Correction, Dossier
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc


@transaction.atomic
def admit_error(
    *, code: str, reason: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Dossier:
    """Admit that a result is wrong by the office's fault: from here the right one is due (Decree 118/2025, 23.1)."""
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("admit_error", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    office = queries.office_of(dossier.authority, local_day(at))
    due = rules.correction_due(at, office=office).due_at
    if due is None:
        raise Refused("dossiers.correction_due", gettext_noop("Chưa tính được hạn trả kết quả đúng."))
    correction = Correction(
        dossier=dossier,
        number=Correction.objects.filter(dossier=dossier).count() + 1,
        admitted_at=at,
        admitted_by=by.code,
        what=given["reason"],
        due_at=due,
    )
    correction.save(force_insert=True)
    dossier.proposal = {**dossier.proposal, "correcting": correction.number}
    facts = {"number": correction.number, "due": due.isoformat(), "wrong": dossier.result_number}
    acts.write(act, facts=facts, reason=given["reason"], until=due, beside=[correction])
    return dossier


@transaction.atomic
def return_corrected(
    *,
    code: str,
    number: str,
    collector: str,
    proof: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Return the right result under its own number; the wrong one stays on record as what it was."""
    given = {
        "number": nfc(number.strip()),
        "collector": nfc(collector.strip()),
        "proof": nfc(proof.strip()),
    }
    act = acts.begin("return_corrected", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    correction = Correction.objects.get(dossier=dossier, number=dossier.proposal["correcting"])
    if given["number"] == dossier.result_number:
        sentence = gettext_noop("Kết quả đúng phải mang số khác với kết quả sai ({number}).")
        raise Refused("dossiers.correction_number", sentence, number=dossier.result_number)
    correction.fixed_at, correction.fixed_by, correction.result_number = at, by.code, given["number"]
    correction.save(update_fields=["fixed_at", "fixed_by", "result_number"])
    facts = {**given, "replaces": dossier.result_number, "late": at > correction.due_at}
    dossier.result_number = given["number"]
    dossier.proposal = {name: value for name, value in dossier.proposal.items() if name != "correcting"}
    acts.write(act, facts=facts, beside=[correction])
    return dossier
