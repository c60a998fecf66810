"""Changes which letters are one matter: joined, told apart, taken apart again. Always by a person who read both."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.petitions import rules
from liemchinh.petitions.models import Likeness, LikenessBand, Petition, SameMatter
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.queries.likeness import text_of
from liemchinh.petitions.rules.likeness import bands, packed, runs, unpacked
from liemchinh.petitions.rules.publishing import Verdict
from liemchinh.petitions.services import acts

AT_ONCE = 500
"""Letters that one tick of the worker reads."""


@transaction.atomic
def merge(
    *,
    code: str,
    head: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Join a letter to the one of the same matter that goes on: its sender is told what that one is told.

    Raises NotFound when either is not there for `by`; Refused("petitions.head") when `head` cannot lead it: another
    authority, another class, ended, itself joined, or restricted where this one is not.
    """
    act = acts.begin("merge", code=code, by=by, at=at, given={"head": head}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, leader = act.petition, fetch.handled_by(by, code=head, at=at)
    _check_head(petition, leader)
    petition.same_as, petition.content = leader, leader.content  # to join it is to say what it is
    verdict = _verdict(petition, leader, Verdict.SAME, reason, by, at)
    acts.write(act, facts={"head": leader.code}, reason=reason, beside=[verdict])
    return petition


@transaction.atomic
def unmerge(
    *, code: str, reason: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Petition:
    """Take a joined letter apart again: it goes on alone, from where its class is looked at."""
    act = acts.begin(
        "unmerge", code=code, by=by, at=at, given={"reason": reason.strip()}, token=token, seen_step=seen_step
    )
    if act.repeated:
        return act.petition
    petition = act.petition
    leader = petition.same_as
    if leader is None:
        raise Refused("petitions.head", gettext_noop("Đơn này không gộp vào đơn nào."))
    petition.same_as = None
    content = rules.Content(petition.content)
    petition.sort_due_at = rules.check_due(content, petition.received_at, office=act.office).due_at
    verdict = _verdict(petition, leader, Verdict.PARTED, reason, by, at)
    state = rules.State.RECEIVED if content is rules.Content.UNSORTED else rules.State.CHECKING
    acts.write(act, facts={"head": leader.code}, reason=reason, beside=[verdict], state=state, opens={"handle": None})
    return petition


@transaction.atomic
def tell_apart(
    *,
    code: str,
    other: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Refuse a proposal: a person read both and says that they are two matters. It is not proposed again."""
    act = acts.begin("tell_apart", code=code, by=by, at=at, given={"other": other}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    apart = fetch.handled_by(by, code=other, at=at)
    if apart.pk == act.petition.pk:
        raise NotFound(other)
    verdict = _verdict(act.petition, apart, Verdict.DIFFERENT, reason, by, at)
    acts.write(act, facts={"other": apart.code}, reason=reason, beside=[verdict])
    return act.petition


def note_likeness(*, at: datetime, most: int = AT_ONCE) -> int:
    """Reckon the bands of letters that have none yet, so that later ones find them; how many. Derived data."""
    fresh = list(Petition.objects.filter(likeness__isnull=True, erased_at__isnull=True).order_by("pk")[:most])
    if fresh:
        read_again(fresh)
    return len(fresh)


@transaction.atomic
def read_again(petitions: list[Petition]) -> None:
    """Reckon the bands of these letters from their words as they are now. Repeatable."""
    keys = [petition.pk for petition in petitions]
    before = Likeness.objects.filter(petition__in=keys)
    for key, values in before.values_list("petition", "values"):
        LikenessBand.objects.filter(value__in=unpacked(bytes(values)), petition=key).delete()
    before.delete()
    marks, rows = [], []
    for petition in petitions:
        found = bands(runs("" if petition.erased_at else text_of(petition)))
        marks.append(Likeness(petition=petition, values=packed(found)))
        rows += [LikenessBand(value=value, authority_id=petition.authority_id, petition=petition) for value in found]
    Likeness.objects.bulk_create(marks)
    LikenessBand.objects.bulk_create(rows, batch_size=2000)


def move_bands(petition: Petition) -> None:
    """Let a letter be found where it is settled now: only letters of one authority are compared."""
    for values in Likeness.objects.filter(petition=petition).values_list("values", flat=True):
        mine = LikenessBand.objects.filter(value__in=unpacked(bytes(values)), petition=petition)
        mine.update(authority=petition.authority_id)


def _verdict(petition: Petition, other: Petition, said: Verdict, reason: str, by: Actor, at: datetime) -> SameMatter:
    last = SameMatter.objects.filter(petition=petition).aggregate(last=Max("number"))["last"] or 0
    return SameMatter.objects.create(
        petition=petition,
        number=last + 1,
        other=other,
        verdict=said.value,
        reason=nfc(reason.strip())[:500],
        at=at,
        by=by.code,
    )


def _check_head(petition: Petition, leader: Petition) -> None:
    if Petition.objects.filter(same_as=petition).exists():
        sentence = gettext_noop("Đơn này là đơn gốc của các đơn khác. Hãy gộp đơn kia vào đơn này.")
        raise Refused("petitions.is_head", sentence)
    fits = (
        leader.pk != petition.pk
        and leader.authority_id == petition.authority_id
        and leader.same_as_id is None
        and leader.state in rules.OPEN
        and leader.restricted == petition.restricted
        and petition.content in (leader.content, rules.Content.UNSORTED.value)
    )
    if not fits:
        sentence = gettext_noop("Đơn {head} không làm đơn gốc được: phải cùng cơ quan, cùng loại, chưa kết thúc.")
        raise Refused("petitions.head", sentence, head=leader.code)
