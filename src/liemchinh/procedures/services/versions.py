"""Writing a version with its parts and publishing it: after this the database keeps it as it is."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.words import fold
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules import Link
from liemchinh.procedures import rules
from liemchinh.procedures.models import (
    Channel,
    Component,
    Exemption,
    Procedure,
    ProcedureVersion,
    Step,
)
from liemchinh.procedures.queries import testimony

COUNTRY = "VN"
"""Under whose name a change of the national catalogue stands in the log when no authority of ours made it."""

LOCAL = (
    "online_level_old",
    "online_level_new",
    "partial_reason",
    "proactive_level",
    "filing",
    "filing_url",
    "portal_integrated",
    "pay_online",
    "pause_on_obligation",
    "supplement_days",
    "supplement_basis",
)
"""What the portal's cells do not tell: a version read from them keeps what is in force."""

BATCH = 400
"""Rows an INSERT carries, and codes a SELECT names: below every database's limit of parameters."""


@dataclass(frozen=True)
class VersionFacts:
    """Everything that makes up one version: column values, and one mapping of column values for each part.

    `source` is `portal`, `catalogue` or `desk`. A version from the desk may start on a day to come.
    """

    source: str
    content_hash: str
    values: Mapping[str, Any]
    channels: Sequence[Mapping[str, Any]] = ()
    components: Sequence[Mapping[str, Any]] = ()
    steps: Sequence[Mapping[str, Any]] = ()
    exemptions: Sequence[Mapping[str, Any]] = ()


@dataclass
class _Known:
    """What the database already holds of one procedure."""

    procedure: Procedure
    number: int = 0
    current: ProcedureVersion | None = None
    hashes: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def publish_version(
    *, code: str, facts: VersionFacts, valid_from: date, by: Actor, at: datetime
) -> ProcedureVersion | None:
    """Publish `facts` as the next version of a procedure, from that day on; the version before ends on it.

    Returns None when the last version from the same source says the same. Refused to who may not edit.
    """
    rules.check_may_edit(by)
    published = publish_all({code: facts}, valid_from=valid_from, by=by, at=at)
    return published[0] if published else None


def publish_all(
    facts_of: Mapping[str, VersionFacts], *, valid_from: date, by: Actor, at: datetime
) -> list[ProcedureVersion]:
    """Publish what is new among many, one ledger entry each. Must run inside the caller's transaction."""
    known = _known(facts_of)
    versions: list[ProcedureVersion] = []
    parts: list[tuple[ProcedureVersion, VersionFacts, list[Step]]] = []
    for code, facts in facts_of.items():
        about = known[code]
        if about.hashes.get(facts.source) == facts.content_hash:
            continue
        values = dict(facts.values)
        kept: list[Step] = []
        if facts.source == "portal" and about.current is not None:
            values |= {name: getattr(about.current, name) for name in LOCAL}
            values["assumed"] = [name for name in about.current.assumed if name in (*LOCAL, "steps")]
            kept = list(about.current.steps.all())
        steps = facts.steps or kept
        content = {"values": values, "channels": facts.channels, "components": facts.components, "steps": steps}
        start = max(valid_from, about.current.valid_from) if about.current else valid_from
        version = ProcedureVersion(
            procedure=about.procedure,
            number=about.number + 1,
            valid_from=start,
            source=facts.source,
            content_hash=facts.content_hash,
            lacking=len(rules.missing_parts(content)),
            **clipped(ProcedureVersion, {**values, "folded": fold(values["name"])}),
        )
        versions.append(version)
        parts.append((version, facts, kept))
    ProcedureVersion.objects.bulk_create(versions, batch_size=BATCH)
    _write_parts(parts)
    _end_and_publish(versions, known, at)
    _record(versions, known, by, at)
    return versions


def clipped(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` cut to the length their columns hold; the whole text stays in the version's raw rows."""
    cut = {}
    for name, value in values.items():
        longest = model._meta.get_field(name).max_length  # type: ignore[union-attr]
        cut[name] = value[:longest] if isinstance(value, str) and longest else value
    return cut


def authority_of(by: Actor) -> str:
    """The authority under whose name a change of the catalogue stands in the log."""
    return next(iter(sorted(by.offices_as(Role.EDITOR, Role.ADMINISTRATOR))), COUNTRY)


def _known(codes: Mapping[str, Any]) -> dict[str, _Known]:
    """The procedures with these codes, made where missing, with their last version from each source."""
    wanted = list(codes)
    have: dict[str, Procedure] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Procedure.objects.select_for_update().filter(code__in=wanted[start : start + BATCH])
        have |= {row.code: row for row in rows.order_by("id")}
    missing = [Procedure(code=code, tag=secrets.token_hex(16)) for code in wanted if code not in have]
    Procedure.objects.bulk_create(missing, batch_size=BATCH)
    have |= {row.code: row for row in missing}
    known = {row.id: _Known(row) for row in have.values()}
    ids = list(known)
    for start in range(0, len(ids), BATCH):
        versions = ProcedureVersion.objects.filter(procedure_id__in=ids[start : start + BATCH])
        for version in versions.defer("raw", "findings", "sequence").prefetch_related("steps").order_by("number"):
            about = known[version.procedure_id]
            about.number = version.number
            # an editor may publish again what was cancelled; a source that says the same again changes nothing
            if version.source != "desk" or version.valid_until != version.valid_from:
                about.hashes[version.source] = version.content_hash
            if version.published_at is not None and version.valid_until is None:
                about.current = version
    return {code: known[row.id] for code, row in have.items()}


def _write_parts(parts: Sequence[tuple[ProcedureVersion, VersionFacts, list[Step]]]) -> None:
    channels, components, steps, exemptions = [], [], [], []
    for version, facts, kept in parts:
        for place, values in enumerate(facts.channels, 1):
            channels.append(Channel(version=version, ordinal=place, **clipped(Channel, values)))
        for place, values in enumerate(facts.components, 1):
            components.append(Component(version=version, ordinal=place, **clipped(Component, values)))
        for place, values in enumerate(facts.exemptions, 1):
            exemptions.append(Exemption(version=version, ordinal=place, **clipped(Exemption, values)))
        for place, values in enumerate(facts.steps, 1):
            steps.append(Step(version=version, ordinal=place, **clipped(Step, values)))
        for step in kept:
            steps.append(Step(version=version, ordinal=step.ordinal, role=step.role, name=step.name, hours=step.hours))
    Channel.objects.bulk_create(channels, batch_size=BATCH)
    Component.objects.bulk_create(components, batch_size=BATCH)
    Step.objects.bulk_create(steps, batch_size=BATCH)
    Exemption.objects.bulk_create(exemptions, batch_size=BATCH)


def _end_and_publish(versions: Sequence[ProcedureVersion], known: Mapping[str, _Known], at: datetime) -> None:
    ending: dict[date, list[int]] = {}
    for version in versions:
        current = known[version.procedure.code].current
        if current is not None:
            ending.setdefault(version.valid_from, []).append(current.id)
    for day, ids in ending.items():
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            ProcedureVersion.objects.filter(id__in=batch).update(valid_until=day)
    ids = [version.id for version in versions]
    for start in range(0, len(ids), BATCH):
        ProcedureVersion.objects.filter(id__in=ids[start : start + BATCH]).update(published_at=at)
    for version in versions:
        version.published_at = at


def _record(versions: Sequence[ProcedureVersion], known: Mapping[str, _Known], by: Actor, at: datetime) -> None:
    unit = authority_of(by)
    touched = []
    for version, rows in testimony.told_of(versions):
        about = known[version.procedure.code]
        procedure = about.procedure
        if about.current is not None:
            rows.append(testimony.ended(about.current.id, version.valid_from))
        link = Link(tag=procedure.tag, step=procedure.step, leaf=bytes(procedure.leaf))
        facts = {
            "code": procedure.code,
            "number": version.number,
            "source": version.source,
            "decision": version.decision,
            "content": version.content_hash,
        }
        _, end = ledger.record(
            kind=rules.PROCEDURE_PUBLISHED,
            by=by,
            at=at,
            unit=unit,
            facts=facts,
            public={"no": procedure.code, "on": version.valid_from.isoformat()},
            link=link,
            rows=rows,
        )
        procedure.step, procedure.leaf = end.step, end.leaf
        touched.append(procedure)
    if touched:
        ledger.move_head(rules.PROCEDURE_PUBLISHED, bytes(touched[-1].leaf))
    Procedure.objects.bulk_update(touched, ["step", "leaf"], batch_size=BATCH // 2)
