"""Changes that end a dossier's life as personal data: one person asks, another one, with the same decision, erases.

The thread in the ledger stays and says what happened; salts and records of its entries, and every word about a person
in our rows and files, are gone. Copies elsewhere (backups, papers in people's hands) are not reached from here.
"""

from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Correction, Dossier, Event, Part
from liemchinh.dossiers.queries import testimony
from liemchinh.dossiers.services.files import destroy
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import queries as threads
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules.trail import ERASURE_ASKED
from liemchinh.ledger.rules.writing import Row
from liemchinh.notices import services as notices

_BLANKED = (
    *("applicant_name", "applicant_folded", "applicant_identity", "applicant_address", "applicant_phone"),
    *("applicant_email", "principal", "request_text", "components", "return_at", "proposal", "notify"),
)
"""Columns of a dossier that are, or may hold, words about a person."""


@transaction.atomic
def ask_erasure(*, code: str, decision: str, reason: str, by: Actor, at: datetime) -> Dossier:
    """Ask that the personal data of an ended dossier be erased by the decision with this number; nothing is erased yet.

    Raises NotFound for strangers, Refused "dossiers.who", "dossiers.erase_open", "dossiers.erased",
    "dossiers.decision", "dossiers.backdated".
    """
    dossier = queries.handled_by(by, code=code, at=at, lock=True)
    place = queries.place_of(dossier)
    rules.check_may_ask(by, place)
    rules.check_erasable(place)
    number, why = nfc(decision.strip()), nfc(reason.strip())
    rules.check_decision(number)
    _check_forwards(dossier, at)
    _, end = ledger.record(
        kind=ERASURE_ASKED,
        by=by,
        at=at,
        unit=dossier.authority.code,
        facts={"code": dossier.code, "decision": number, "reason": why},
        public={"no": dossier.number, "st": dossier.state},
        link=dossier.link,
    )
    dossier.step, dossier.leaf = end.step, end.leaf
    dossier.save(update_fields=["step", "leaf"])
    return dossier


@transaction.atomic
def erase(*, code: str, decision: str, by: Actor, at: datetime) -> Dossier:
    """Erase what was asked for: `by` is another person than the one who asked, and names the same decision.

    Once erased there is no way back. Raises as `ask_erasure` does, and Refused "dossiers.four_eyes",
    "dossiers.erase_unasked" (nobody asked, or something has happened to the dossier since).
    """
    dossier = queries.handled_by(by, code=code, at=at, lock=True)
    place = queries.place_of(dossier)
    rules.check_may_approve(by, place)
    rules.check_erasable(place)
    number = nfc(decision.strip())
    asked = rules.check_four_eyes(threads.erasure_asked(dossier.tag), by=by, decision=number)
    _check_forwards(dossier, at)
    _blank(dossier, at)
    events = list(Event.objects.filter(dossier=dossier).order_by("step"))
    for event in events:
        event.reason, event.facts = "", {}
    parts = list(Part.objects.filter(dossier=dossier).order_by("number"))
    for part in parts:
        part.question = part.answer = ""
    corrections = list(Correction.objects.filter(dossier=dossier).order_by("number"))
    for correction in corrections:
        correction.what = ""
    attached = list(Attachment.objects.filter(dossier=dossier))
    digests = sorted({file.sha256 for file in attached})
    removed: list[Row] = [(testimony.ATTACHMENT.name, digest, None) for digest in digests]
    facts = {"code": dossier.code, "decision": number, "asked_by": asked.by, "reason": asked.reason, "files": digests}
    _, end = ledger.erase(
        by=by,
        at=at,
        unit=dossier.authority.code,
        facts=facts,
        public={"no": dossier.number, "st": dossier.state},
        link=dossier.link,
        rows=[*testimony.left_of(dossier, events, beside=[*parts, *corrections]), *removed],
    )
    Event.objects.filter(dossier=dossier).update(reason="", facts={})
    Part.objects.filter(dossier=dossier).update(question="", answer="")
    Correction.objects.filter(dossier=dossier).update(what="")
    Attachment.objects.filter(pk__in=[file.pk for file in attached]).delete()
    dossier.step, dossier.leaf = end.step, end.leaf
    dossier.save(update_fields=[*_BLANKED, "erased_at", "step", "leaf"])
    notices.forget(subject=dossier.code, by=by, at=at)
    transaction.on_commit(lambda: destroy(digests))
    return dossier


def _blank(dossier: Dossier, at: datetime) -> None:
    dossier.applicant_name = rules.ERASED_NAME
    dossier.request_text = dossier.version.name
    dossier.applicant_folded = dossier.applicant_identity = dossier.applicant_address = ""
    dossier.applicant_phone = dossier.applicant_email = dossier.return_at = ""
    dossier.principal, dossier.proposal, dossier.components, dossier.notify = {}, {}, [], {}
    dossier.erased_at = at


def _check_forwards(dossier: Dossier, at: datetime) -> None:
    if at < dossier.moved_at:
        sentence = gettext_noop("Thời điểm ghi nhận sớm hơn bước trước của hồ sơ, không ghi lùi giờ được.")
        raise Refused("dossiers.backdated", sentence)
