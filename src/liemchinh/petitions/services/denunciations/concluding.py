"""Changes from the conclusion on: sent, acted on, published without the denouncer, followed up, closed."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.deadlines import due_under
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import beside, denunciations, recusal
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.denunciations.secrecy import check_secret


@transaction.atomic
def conclude(
    *,
    code: str,
    document: str,
    verdict: str,
    verified: str,
    grounds: str,
    responsibility: str,
    proposals: str = "",
    earlier_faults: str = "",
    unheard: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head concludes: right, right in part or wrong, with what was found and the law it rests on; the clock stops.

    `responsibility`: of each body and person; `proposals`: measures, and what to change in policy (article 35.2);
    `earlier_faults`: of the settlement before, for one that was made again (37.4); `unheard`: why the accused could not
    be heard. It goes to the accused as well, so nothing in it may lead to the denouncer. Raises
    Refused("denunciations.unheard"), ("denunciations.faults"), ("denunciations.leak").
    """
    given = {
        "document": nfc(document.strip()),
        "verdict": law.check_listed(verdict, {str(key): name for key, name in law.VERDICT_NAMES.items()}),
        "verified": nfc(verified.strip()),
        "grounds": nfc(grounds.strip()),
        "responsibility": nfc(responsibility.strip()),
    }
    more = {"proposals": proposals, "earlier_faults": earlier_faults, "unheard": unheard}
    more = {name: nfc(words.strip()) for name, words in more.items()}
    act = acts.begin("conclude_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    rules.recusal.check_settles(recusal.must_climb(petition, on=local_day(at)))
    rules.beside.check_heard(beside.heard(petition), unheard=more["unheard"])
    law.check_faults(more["earlier_faults"], renewed=petition.instance == law.RENEWED)
    check_secret(petition, given["verified"], given["grounds"], given["responsibility"], *more.values())
    petition.outcome, petition.result_number = verdict, given["document"]
    acts.write(act, facts=given | more, document=given["document"])
    return petition


@transaction.atomic
def send(
    *,
    code: str,
    document: str,
    recipients: str,
    sent: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Say what has been sent to whom, with which paper: `sent` is a duty of `law.SENT`, which is thereby done."""
    given = {"document": nfc(document.strip()), "recipients": nfc(recipients.strip()), "sent": sent}
    act = acts.begin("send_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    law.check_listed(sent, law.SENT)
    if sent not in denunciations.open_duties(act.petition):
        raise Refused("denunciations.not_owed", gettext_noop("Văn bản này không chờ gửi, hoặc đã ghi nhận gửi rồi."))
    acts.write(act, facts=given, closes=[sent], document=given["document"])
    return act.petition


@transaction.atomic
def act_on(
    *,
    code: str,
    document: str,
    measures: Collection[str],
    words: str = "",
    answer_by: date | None = None,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """What the head does about the conclusion. Measures recommended to another body wait for its report `answer_by`."""
    given: dict[str, Any] = {"document": nfc(document.strip()), "measures": sorted(measures)}
    act = acts.begin("act_on_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    kept = law.check_all_listed(measures, law.MEASURES)
    opens: dict[str, datetime | None] = {}
    if {"recommend", "police"} & set(kept):
        if answer_by is None or answer_by < local_day(at):
            sentence = gettext_noop("Đã kiến nghị nơi khác xử lý: ghi ngày hẹn nơi ấy báo kết quả.")
            raise Refused("denunciations.answer_by", sentence)
        office = act.office
        opens["denunciation_measures"] = office.hours.closes_at(
            office.calendar.working_from(answer_by), office.calendar
        )
    facts = {**given, "measures": kept, "words": nfc(words.strip())}
    acts.write(act, facts=facts, opens=opens, document=given["document"])
    return act.petition


@transaction.atomic
def publish(
    *,
    code: str,
    form: Collection[str],
    posted: str,
    extract: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Make the conclusion public in one or more ways of the law, by words that never lead to the denouncer.

    Only these words are published: no file of the petition can be attached, so no handwriting can slip out. Posted or
    on a site it stays for the days of the law, which the event remembers.
    """
    given: dict[str, Any] = {"form": sorted(form), "posted": nfc(posted.strip()), "extract": nfc(extract.strip())}
    act = acts.begin("publish_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    ways = law.check_all_listed(form, law.PUBLICATION_FORMS)
    check_secret(act.petition, given["extract"], given["posted"])
    office = act.office
    stays = due_under("denunciations.posted_for", at, calendar=office.calendar, hours=office.hours)
    until = local_day(stays.due_at).isoformat() if stays.due_at and {"posting", "portal"} & set(ways) else ""
    acts.write(act, facts={**given, "form": ways, "until": until, "basis": stays.provision.cite()})
    return act.petition


@transaction.atomic
def follow(
    *,
    code: str,
    document: str,
    body: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Charge a body (`law.FOLLOWERS`) with following up the conclusion; it reports at the intervals of the law book."""
    given = {"document": nfc(document.strip()), "body": body}
    act = acts.begin("follow_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    law.check_follower(body, on=local_day(at))
    acts.write(act, facts=given)
    return act.petition


@transaction.atomic
def report_following(
    *,
    code: str,
    document: str,
    followed: str,
    done: bool = False,
    answered: bool = False,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """What has come of the conclusion so far. `done`: no further report; `answered`: who was asked to act has told."""
    given = {"document": nfc(document.strip()), "followed": nfc(followed.strip())}
    act = acts.begin("report_following", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    waited = "denunciation_follow_up" in denunciations.open_duties(act.petition)
    opens: dict[str, datetime | None] = {"denunciation_follow_up": None} if waited and not done else {}
    closes = ["denunciation_measures"] if answered else []
    facts = {**given, "done": done, "answered": answered}
    acts.write(act, facts=facts, opens=opens, closes=closes, document=given["document"])
    return act.petition


@transaction.atomic
def close(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The case is over. Raises Refused("denunciations.open") while it is not sent, acted on, published, answered."""
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("close_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    law.check_closing(denunciations.open_duties(act.petition))
    acts.write(act, facts={}, reason=reason)
    return act.petition
