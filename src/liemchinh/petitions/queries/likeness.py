"""Shows which letters may be one matter, to a person who may see both; and how many people stand behind them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.petitions.models import LikenessBand, Petition, Petitioner, SameMatter
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules.likeness import LIKE, Sender, bands, likeness, persons, runs
from liemchinh.petitions.rules.publishing import Verdict

CANDIDATES = 25
"""Letters with the most bands in common that are read whole and compared."""
RANKED = 200
"""Letters with the most bands in common of which it is asked whether the person may see them."""
OF_A_BAND = 100
"""Letters that are read of one band, the newest. What more have is an opening or closing that says little; of a letter
that hundreds have copied out any will do."""
PROPOSED = 10
"""Proposals that are shown."""


@dataclass(frozen=True)
class Alike:
    """A letter that may be the same matter: how like its words are (0–1), and what else both have in common."""

    petition: Petition
    share: float
    sender: bool
    decision: bool


def text_of(petition: Petition) -> str:
    """The words of a petition that are compared: what it is about and what it says."""
    return f"{petition.subject}\n{petition.text}".strip()


def alike(petition: Petition, actor: Actor, *, on: date) -> list[Alike]:
    """Letters of the same authority that may be one matter with this one, the likest first, then the newest.

    Only those that `actor` may see; never one about which a person has said that it is another matter. The petition
    itself need not have been reckoned before.
    """
    ours = runs(text_of(petition))
    near = Petition.objects.filter(fetch.scope(actor, on), authority=petition.authority_id).exclude(pk=petition.pk)
    near = near.exclude(pk__in=_settled(petition))
    if not petition.restricted:
        near = near.filter(restricted=False)
    same_senders = set(_by_sender(petition, near))
    wanted = same_senders | set(_by_words(ours, petition, near))
    rows = near.filter(pk__in=wanted).select_related(*fetch.JOINED)
    found = []
    for row in rows:
        share = likeness(ours, runs(text_of(row)))
        decision = bool(petition.decision_ref) and petition.decision_ref == row.decision_ref
        sender = row.pk in same_senders
        if share >= LIKE or decision or sender:
            found.append(Alike(row, share, sender, decision))
    return sorted(found, key=lambda one: (-one.share, -one.petition.pk))[:PROPOSED]


def _by_words(ours: frozenset[str], petition: Petition, near: QuerySet[Petition]) -> list[int]:
    times = Counter(_sharing(bands(ours), petition.authority_id))
    likeliest = sorted(times, key=lambda key: (-times[key], -key))[:RANKED]
    within = set(near.filter(pk__in=likeliest).values_list("pk", flat=True))
    return [key for key in likeliest if key in within][:CANDIDATES]


def _sharing(values: Sequence[int], authority: int) -> list[int]:
    """The letters of an authority that have one of these bands, once for each; of each band the newest `OF_A_BAND`."""
    if not values:
        return []
    table = LikenessBand._meta.db_table
    one = (
        f"SELECT petition_id FROM (SELECT petition_id FROM {table} WHERE value = %s AND authority_id = %s "  # nosec B608 - our own table
        "ORDER BY petition_id DESC LIMIT %s) AS band"
    )
    with connection.cursor() as cursor:
        statement = " UNION ALL ".join([one] * len(values))
        cursor.execute(statement, [part for value in values for part in (value, authority, OF_A_BAND)])
        return [key for (key,) in cursor.fetchall()]


def _by_sender(petition: Petition, near: QuerySet[Petition]) -> list[int]:
    """Letters of the same person: same identity, or same phone and name; and those against the same decision."""
    same = Q(pk__in=[])
    for identity, phone, folded in petition.petitioners.values_list("identity", "phone", "folded")[:20]:
        if identity:
            same |= Q(petitioners__identity=identity)
        if phone and folded:
            same |= Q(petitioners__phone=phone, petitioners__folded=folded)
    if petition.decision_ref:
        same |= Q(decision_ref=petition.decision_ref)
    if not same.children:
        return []
    return list(near.filter(same).order_by("-pk").values_list("pk", flat=True).distinct()[:CANDIDATES])


def _settled(petition: Petition) -> list[int]:
    """Letters about which the last word was that they are another matter, or that are joined with this one."""
    said: dict[int, str] = {}
    pairs = SameMatter.objects.filter(Q(petition=petition) | Q(other=petition)).order_by("at", "id")
    for one, other, verdict in pairs.values_list("petition", "other", "verdict"):
        said[other if one == petition.pk else one] = verdict
    joined = {petition.same_as_id} if petition.same_as_id else set()
    joined |= set(Petition.objects.filter(same_as=petition).values_list("pk", flat=True))
    apart = {key for key, verdict in said.items() if verdict in (Verdict.DIFFERENT, Verdict.PARTED)}
    return sorted(apart | joined)


@dataclass(frozen=True)
class Crowd:
    """Letters of one matter: the head first, and how many different people have signed them."""

    letters: tuple[Petition, ...]
    people: int


def crowd_of(petition: Petition, actor: Actor, *, on: date) -> Crowd:
    """All letters joined with this one that `actor` may see, and the people behind them: persons, not letters."""
    head = petition.same_as or petition
    rows = Petition.objects.filter(Q(pk=head.pk) | Q(same_as=head)).filter(fetch.scope(actor, on))
    ordered = rows.select_related(*fetch.JOINED).order_by("received_at", "pk")
    letters = sorted(ordered, key=lambda one: one.pk != head.pk)
    return Crowd(tuple(letters), people_behind(letters))


def people_behind(letters: Sequence[Petition]) -> int:
    """How many different people these letters name; those who are only counted in a letter are added."""
    rows = Petitioner.objects.filter(petition__in=letters, withdrawn_at__isnull=True)
    named = rows.values_list("petition", "identity", "phone", "folded", "address")
    written: dict[int, int] = {}
    senders = []
    for petition, identity, phone, folded, address in named:
        written[petition] = written.get(petition, 0) + 1
        senders.append(Sender(identity, phone, folded, address))
    unnamed = sum(max(0, letter.people - written.get(letter.pk, 0)) for letter in letters)
    return persons(senders) + unnamed
