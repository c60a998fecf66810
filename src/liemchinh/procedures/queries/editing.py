"""Shows the catalogue to those who look after it: every procedure with its state, drafts, contents to compare."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from liemchinh.kernel.errors import NotFound
from liemchinh.law.calendar import national_calendar
from liemchinh.org import queries as org
from liemchinh.org.queries.units import HasId
from liemchinh.procedures import rules
from liemchinh.procedures.models import AuthorityTransfer, Procedure, ProcedureVersion, VersionDraft
from liemchinh.procedures.queries.catalogue import HEAVY, in_force, synonyms

VALUES = (
    *("name", "field", "kind", "at_ministry", "at_province", "at_commune", "at_other"),
    *("competent", "executing", "coordinating", "subjects", "sequence", "conditions", "results", "legal_basis"),
    *("online_level_old", "online_level_new", "partial_reason", "proactive_level", "filing", "filing_url"),
    *("portal_integrated", "pay_online", "pause_on_obligation", "supplement_days", "supplement_basis"),
)
"""Columns of a version that an editor may change."""
COLUMNS = {
    "channels": (
        *("kind", "name", "case", "time_amount", "time_unit", "time_unit_from", "time_evidence", "time_raw"),
        *("fee_state", "fee_amount", "fee_foreign", "fee_currency", "fee_note", "fee_doubt", "fee_raw"),
        "description",
    ),
    "components": ("group", "name", "form", "originals", "copies"),
    "steps": ("role", "name", "hours"),
    "exemptions": ("who", "basis"),
}
"""Columns of the parts of a version, by part."""
LIVE = Q(published_at__isnull=False) & (Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")))
"""Published and not cancelled before its first day."""
DRAFT = "draft"
"""What a list may be narrowed to beside the states of `rules.State`."""


def content_of(version: ProcedureVersion) -> dict[str, Any]:
    """A version as plain data (`rules.Content`). Four queries unless its parts were fetched."""
    content: dict[str, Any] = {"values": {name: getattr(version, name) for name in VALUES}}
    for part, columns in COLUMNS.items():
        rows = getattr(version, part).all()
        content[part] = [{name: _plain(getattr(row, name)) for name in columns} for row in rows]
    return content


def blank_content(name: str) -> dict[str, Any]:
    """The content of a procedure of which only the name is known."""
    values: dict[str, Any] = dict.fromkeys(VALUES, "")
    values |= {"name": name, "subjects": [], "results": [], "legal_basis": [], "filing": str(rules.Filing.NONE)}
    values |= dict.fromkeys(("at_ministry", "at_province", "at_commune", "at_other"), False)
    values |= dict.fromkeys(("portal_integrated", "pay_online", "pause_on_obligation"), False)
    values |= dict.fromkeys(("online_level_old", "proactive_level", "supplement_days", "supplement_basis"), None)
    return {"values": values, **{part: [] for part in COLUMNS}}


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def draft_of(code: str) -> VersionDraft:
    """The draft of a procedure. Raises NotFound."""
    draft = VersionDraft.objects.select_related("based_on").filter(code=code).first()
    if draft is None:
        raise NotFound(code)
    return draft


def version_numbered(code: str, number: int) -> ProcedureVersion:
    """A published version by its number, with its parts. Raises NotFound. Five queries."""
    rows = ProcedureVersion.objects.filter(procedure__code=code, number=number, published_at__isnull=False)
    version = rows.defer("raw", "findings").select_related("procedure").prefetch_related(*COLUMNS).first()
    if version is None:
        raise NotFound(code)
    return version


def newest_version(code: str) -> ProcedureVersion | None:
    """The live version that started, or will start, last; None for a procedure never published. Five queries."""
    rows = ProcedureVersion.objects.filter(LIVE, procedure__code=code).defer("raw", "findings")
    return rows.select_related("procedure").prefetch_related(*COLUMNS).order_by("-valid_from", "-number").first()


def coming_version(code: str, on: date) -> ProcedureVersion | None:
    """The version that is to start after that day, with its parts; None where nothing is scheduled."""
    rows = ProcedureVersion.objects.filter(LIVE, procedure__code=code, valid_from__gt=on).defer("raw", "findings")
    return rows.select_related("procedure").prefetch_related(*COLUMNS).order_by("valid_from").first()


@dataclass(frozen=True)
class Asked:
    """What a list of the catalogue is narrowed to; empty asks for everything."""

    text: str = ""
    field: str = ""
    level: str = ""
    state: str = ""
    lacking: bool = False


def shelf(asked: Asked, *, on: date) -> QuerySet[ProcedureVersion]:
    """One version for each procedure ever published: the one in force, else the next, else the last; by name, id."""
    others = ProcedureVersion.objects.filter(LIVE, procedure=OuterRef("procedure")).exclude(pk=OuterRef("pk"))
    later = Q(valid_from__gt=OuterRef("valid_from")) | Q(
        valid_from=OuterRef("valid_from"), number__gt=OuterRef("number")
    )
    started, coming = Q(valid_from__lte=on), Q(valid_from__gt=on)
    shown = (started & ~Exists(others.filter(started & later))) | (
        coming & ~Exists(others.filter(started)) & ~Exists(others.filter(coming, valid_from__lt=OuterRef("valid_from")))
    )
    over = Q(valid_until__isnull=False, valid_until__lte=on)
    in_state = {
        str(rules.State.IN_FORCE): started & ~over,
        str(rules.State.COMING): coming | Exists(others.filter(coming)),
        str(rules.State.ENDED): started & over & ~Exists(others.filter(coming)),
        DRAFT: Exists(VersionDraft.objects.filter(code=OuterRef("procedure__code"))),
    }
    rows = ProcedureVersion.objects.filter(LIVE).filter(shown)
    if asked.state in in_state:
        rows = rows.filter(in_state[asked.state])
    if asked.field:
        rows = rows.filter(field=asked.field)
    if asked.level:
        rows = rows.filter(**{f"at_{asked.level}": True})
    if asked.lacking:
        rows = rows.filter(lacking__gt=0)
    fits = _fits(asked.text, code="procedure__code__startswith")
    return rows.filter(fits).defer(*HEAVY).select_related("procedure").order_by("name", "id")


def new_drafts(asked: Asked) -> list[VersionDraft]:
    """Drafts of procedures that were never published, by name. One query."""
    known = Exists(ProcedureVersion.objects.filter(LIVE, procedure__code=OuterRef("code")))
    rows = VersionDraft.objects.filter(~known).filter(_fits(asked.text, code="code__startswith")).defer("content")
    return list(rows.order_by("name", "id"))


def _fits(text: str, *, code: str) -> Q:
    want = rules.wanted(text, synonyms())
    if not want.typed:
        return Q()
    fits = Q(**{code: want.typed})
    for words in want.phrases:
        every = Q()
        for word in words:
            every &= Q(folded__contains=word)
        fits |= every
    return fits


@dataclass(frozen=True)
class Marks:
    """What else a list says of its procedures: codes with a draft, and the first day of what is scheduled."""

    drafted: frozenset[str]
    coming: Mapping[str, date]


def marks_of(codes: Iterable[str], *, on: date) -> Marks:
    """Drafts and scheduled changes of these procedures. Two queries."""
    wanted = list(codes)
    drafted = VersionDraft.objects.filter(code__in=wanted).values_list("code", flat=True)
    coming = ProcedureVersion.objects.filter(LIVE, procedure__code__in=wanted, valid_from__gt=on)
    days = coming.order_by("-valid_from").values_list("procedure__code", "valid_from")
    return Marks(frozenset(drafted), dict(days))


def names_of(codes: Iterable[str], on: date) -> dict[str, str]:
    """Names of the procedures among `codes` that exist, as they are in force (else as they were last). One query."""
    rows = ProcedureVersion.objects.filter(LIVE, procedure__code__in=list(codes)).order_by("valid_from", "number")
    return dict(rows.values_list("procedure__code", "name"))


# Figures ----------------------------------------------------------------------------------------------------


def level_counts(on: date, *, field: str = "", unit: HasId | None = None) -> rules.LevelCounts:
    """How many procedures in force each level decides on that day, transfers counted in. Two queries."""
    rows = in_force(on)
    if field:
        rows = rows.filter(field=field)
    if unit is not None:
        taken = Q(procedure__offerings__offered_until__isnull=True) | Q(procedure__offerings__offered_until__gt=on)
        rows = rows.filter(taken, procedure__offerings__unit_id=unit.id, procedure__offerings__offered_from__lte=on)
    moves: dict[int, list[rules.Move]] = defaultdict(list)
    for procedure, day, old, new in AuthorityTransfer.objects.order_by("on", "id").values_list(
        "procedure_id", "on", "from_level", "to_level"
    ):
        moves[procedure].append(rules.Move(day, rules.Level(old), rules.Level(new)))
    flags = (rules.Level.MINISTRY, rules.Level.PROVINCE, rules.Level.COMMUNE, rules.Level.OTHER)
    columns = [f"at_{level}" for level in flags]
    return rules.count_levels(
        (
            ([level for level, named in zip(flags, told, strict=True) if named], moves.get(procedure, ()))
            for procedure, *told in rows.values_list("procedure_id", *columns)
        ),
        on,
    )


def completeness(on: date) -> tuple[int, int]:
    """Procedures in force with all seven parts, and all of them (index 1.3). Two queries."""
    rows = in_force(on)
    return rows.filter(lacking=0).count(), rows.count()


@dataclass(frozen=True)
class CatalogueShares:
    """Procedures in force: all, those online wholly or partly, those with a fee, and of these payable online."""

    all: int
    online: int
    fee: int
    fee_online: int


def shares_of_catalogue(on: date) -> CatalogueShares:
    """What of the catalogue is online (index 3.1) and can be paid for online (3.5). Four queries."""
    rows = in_force(on)
    priced = rows.filter(channels__fee_state=rules.FeeState.AMOUNT, channels__fee_amount__gt=0).distinct()
    return CatalogueShares(
        all=rows.count(),
        online=rows.filter(online_level_new__in=[rules.Online.FULL, rules.Online.PARTIAL]).count(),
        fee=priced.count(),
        fee_online=priced.filter(pay_online=True).count(),
    )


def timeliness_of(version: ProcedureVersion, *, first_here: date) -> rules.Timeliness | None:
    """Whether a version was signed and entered in time; None where no day of signing is known.

    `first_here` is the day on which it was published here.
    """
    if version.decision_on is None:
        return None
    return rules.timeliness(
        decision=version.decision,
        signed_on=version.decision_on,
        entered_on=first_here,
        starts_on=version.valid_from,
        calendar=national_calendar(),
    )


# Transfers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Takeover:
    """What a transfer to another level would do: which codes are known, new, told before; who starts, who stops."""

    fresh: tuple[tuple[str, str], ...]
    told_before: tuple[str, ...]
    unknown: tuple[str, ...]
    takers: tuple[str, ...]
    leavers: tuple[str, ...]


KINDS_OF_LEVEL = {
    rules.Level.MINISTRY: ("ministry",),
    rules.Level.PROVINCE: ("province", "department"),
    rules.Level.COMMUNE: ("commune",),
}
"""Kinds of unit (`org.rules.UnitKind`) that stand on a level; the district has none any more."""


def takeover(codes: Iterable[str], *, from_level: rules.Level, to_level: rules.Level, on: date, below: str) -> Takeover:
    """What a transfer on that day would do. Offerings follow among the units under `below` (a unit's code).

    Communes take in what comes to them all together; a province or ministry names its departments itself, so only
    units that already take in something start. About six queries.
    """
    asked = list(dict.fromkeys(codes))
    known = set(Procedure.objects.filter(code__in=asked).values_list("code", flat=True))
    names = names_of(known, on)
    before = set(
        AuthorityTransfer.objects.filter(procedure__code__in=asked, on=on, to_level=to_level).values_list(
            "procedure__code", flat=True
        )
    )
    units = org.subtree(below, on) if below else []
    return Takeover(
        fresh=tuple((code, names.get(code, code)) for code in asked if code in known - before),
        told_before=tuple(code for code in asked if code in before),
        unknown=tuple(code for code in asked if code not in known),
        takers=tuple(unit.code for unit in units if to_level == rules.Level.COMMUNE and unit.kind == "commune"),
        leavers=tuple(unit.code for unit in units if unit.kind in KINDS_OF_LEVEL.get(from_level, ())),
    )
