"""Shows a citizen's unfinished form to who has its link, and what a filed dossier has been asked for since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Sum

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Draft, DraftFile, Event
from liemchinh.dossiers.queries.fetch import office_of
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.procedures import queries as catalogue
from liemchinh.procedures.queries.catalogue import units_offering
from liemchinh.procedures.rules import ChannelKind, Filing

if TYPE_CHECKING:
    from liemchinh.procedures.models import Channel, Component, ProcedureVersion

ASKING = ("register", "ask_at_reception", "ask_supplement", "still_missing")
"""Verbs by which an applicant is asked for papers."""


@dataclass(frozen=True)
class Way:
    """Where a procedure may be filed online on a day: `here` by these ways and with these authorities, or not here.

    `portal_url` is its page on the national portal where it has one; empty means the portal's own front door.
    """

    version: ProcedureVersion
    here: bool
    national: bool
    portal_url: str
    channels: tuple[Channel, ...]
    units: tuple[org.UnitOnDay, ...]


def way_online(code: str, on: date) -> Way:
    """Where the procedure with this code is filed online that day. Raises NotFound for an unknown procedure."""
    version = catalogue.version_on(code, on)
    channels = tuple(channel for channel in version.channels.all() if channel.kind == ChannelKind.ONLINE)
    units = org.units(units_offering(code, on), on)
    return Way(
        version=version,
        here=version.filing == Filing.HERE and bool(channels) and bool(units),
        national=version.filing == Filing.NATIONAL,
        portal_url=version.filing_url,
        channels=channels,
        units=tuple(sorted(units.values(), key=lambda unit: (unit.name, unit.id))),
    )


def wanted(version: ProcedureVersion) -> list[rules.Wanted]:
    """The papers that a version asks for, remarks left out, each with a name to ask by."""
    return [rules.Wanted(paper.ordinal, name_of(paper)) for paper in version.components.all() if not paper.is_remark]


def name_of(paper: Component) -> str:
    """What a paper is called: its own name without the bullet typed before it, else its form, else its number."""
    bare = paper.name.lstrip("-–+•*· \u00a0").strip()
    return bare or paper.form or gettext_noop("Giấy tờ số {n}").format(n=paper.ordinal)


def digest_of(secret: str) -> str:
    """What is kept of the secret in a draft's link: 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def draft_of(secret: str, *, at: datetime, lock: bool = False) -> Draft:
    """The draft that this secret opens. Raises NotFound for an unknown one, and for one whose time is over."""
    rows = Draft.objects.filter(digest=digest_of(secret), expires_at__gt=at)
    if lock:
        rows = rows.select_for_update(of=("self",))
    draft = rows.first()
    if draft is None:
        raise NotFound("draft")
    return draft


@dataclass(frozen=True)
class Drafted:
    """A draft with all that its pages show. `changed`: the procedure has another version than it was begun with;
    `here`: it is still filed on our own site.

    `files` are in the order in which they came; `questions` and `papers_left` are what is still open.
    """

    draft: Draft
    version: ProcedureVersion
    channels: tuple[Channel, ...]
    authority: org.UnitOnDay
    papers: tuple[rules.Wanted, ...]
    files: tuple[DraftFile, ...]
    questions: tuple[rules.Question, ...]
    papers_left: tuple[rules.Wanted, ...]
    changed: bool
    here: bool

    @property
    def is_whole(self) -> bool:
        """Whether every question and every paper has its answer."""
        return not self.questions and not self.papers_left

    @property
    def stray_files(self) -> list[DraftFile]:
        """What was sent for a paper that is asked for no more."""
        return self.files_of(None)

    def files_of(self, number: int | None) -> list[DraftFile]:
        """What has been sent for the paper with this number; None for what belongs to no paper any more."""
        return [file for file in self.files if file.component == number]


def drafted(draft: Draft, *, at: datetime) -> Drafted:
    """Everything about a fetched draft. Raises NotFound when its procedure or authority is there no more."""
    on = local_day(at)
    way = way_online(draft.procedure, on)
    papers = tuple(wanted(way.version))
    files = tuple(DraftFile.objects.filter(draft=draft).order_by("id"))
    sent = {file.component for file in files if file.component is not None}
    return Drafted(
        draft=draft,
        version=way.version,
        channels=way.channels,
        authority=org.unit(draft.unit, on),
        papers=papers,
        files=files,
        questions=rules.open_questions(draft.answers),
        papers_left=rules.open_papers(papers, draft.answers, sent),
        changed=draft.answers.get(rules.VERSION) != way.version.number,
        here=way.here,
    )


def bytes_of_drafts(draft: Draft | None = None) -> int:
    """Bytes of the files of one draft, or of all of them."""
    rows = DraftFile.objects.filter(draft=draft) if draft is not None else DraftFile.objects.all()
    total: int = rows.aggregate(total=Sum("size"))["total"] or 0
    return total


@dataclass(frozen=True)
class AskedFor:
    """What an applicant has been asked for and not yet answered to. `missing` is the whole list, `left` what is open.

    `since` is the step of the asking; empty lists mean that nothing has been asked.
    """

    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    reason: str = ""
    since: int = 0
    answers: Sequence[Event] = field(default=())


def asked_for(dossier: Dossier) -> AskedFor:
    """The latest list of what is missing, and what has come in from afar since. Two queries."""
    asking = Event.objects.filter(dossier=dossier, verb__in=ASKING).order_by("-step").first()
    if asking is None:
        return AskedFor()
    missing = tuple(asking.facts.get("missing", ()))
    amends = list(Event.objects.filter(dossier=dossier, verb="amend", step__gt=asking.step).order_by("step"))
    answered = {event.facts.get("paper", "") for event in amends}
    left = rules.unanswered(missing, answered)
    return AskedFor(missing=missing, left=left, reason=asking.reason, since=asking.step, answers=amends)


def asked_before(dossier: Dossier) -> tuple[str, ...] | None:
    """The list that the applicant was given before acceptance, the first one; None where none was given yet."""
    rows = Event.objects.filter(dossier=dossier, verb__in=("register", "ask_at_reception")).order_by("step")
    first = rows.first()
    return tuple(first.facts.get("missing", ())) if first is not None else None


def check_due_of(dossier: Dossier, at: datetime) -> datetime:
    """By when the one-stop must look at what has come in at `at`."""
    return rules.check_due(at, office=office_of(dossier.authority, local_day(at)))
