"""Reading rows of the national portal into the catalogue: all or nothing, nothing lost, nothing twice."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import services as ledger
from liemchinh.procedures import rules
from liemchinh.procedures.models import UnreadLine
from liemchinh.procedures.parsing import Finding, Outcome, ParsedRow, parse_row
from liemchinh.procedures.parsing.channels import ParsedChannel
from liemchinh.procedures.parsing.fees import read_exemptions
from liemchinh.procedures.parsing.outcome import excerpt
from liemchinh.procedures.parsing.row import content_hash
from liemchinh.procedures.queries import testimony
from liemchinh.procedures.services.versions import VersionFacts, authority_of, publish_all

SUBJECT = "catalogue:procedures"


@dataclass(frozen=True)
class Unreadable:
    """A line that is no row at all: where it stood, its text, and why it cannot be read."""

    place: str
    text: str
    reason: str


@dataclass
class ImportReport:
    """What an import found. `*_stated` counts what the source states, `*_parsed` what was understood of it.

    A bare number without a unit anywhere is no time limit: it is counted in `times_without_unit`, not in
    `times_stated`, and stands in `failures`. `tally` is cell → outcome → count; `failures` name every doubt.
    """

    rows: int = 0
    rows_lost: int = 0
    versions_new: int = 0
    versions_unchanged: int = 0
    channels: int = 0
    times_stated: int = 0
    times_parsed: int = 0
    times_without_unit: int = 0
    fees_stated: int = 0
    fees_parsed: int = 0
    components_stated: int = 0
    components_parsed: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    tally: dict[str, dict[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object, without the tally by outcome."""
        said = asdict(self)
        del said["tally"]
        return said


@transaction.atomic
def import_rows(rows: Iterable[Mapping[str, Any] | Unreadable], *, by: Actor, at: datetime) -> ImportReport:
    """Bring the catalogue up to these rows of the national portal; a second time nothing changes.

    A new version is published only where a row's words changed. Rows with one code are one procedure: the
    last is read, all are kept. Raises Refused for who may not edit the catalogue.
    """
    rules.check_may_edit(by)
    report = ImportReport()
    parsed: dict[str, ParsedRow] = {}
    raw: dict[str, dict[str, Mapping[str, Any]]] = {}
    unread: list[str] = []
    for row in rows:
        report.rows += 1
        if isinstance(row, Unreadable):
            unread += _keep(row, report, at)
            continue
        read = parse_row(row)
        if read.code in parsed and read.content_hash not in raw[read.code]:
            _fail(
                report,
                read.code,
                "ma_thu_tuc",
                gettext_noop("nhiều dòng cùng mã, lấy dòng sau cùng"),
                read.name,
            )
        parsed[read.code] = read
        raw.setdefault(read.code, {})[read.content_hash] = row
        _count(report, read)
    facts = {code: _facts(read, list(raw[code].values())) for code, read in parsed.items()}
    published = publish_all(facts, valid_from=local_day(at), by=by, at=at)
    report.versions_new = len(published)
    report.versions_unchanged = len(facts) - len(published)
    if published or unread:
        told = report.as_json()
        del told["failures"]
        ledger.record_about(
            SUBJECT,
            kind=rules.CATALOGUE_IMPORTED,
            by=by,
            at=at,
            unit=authority_of(by),
            facts=told,
            public={"rows": report.rows, "new": report.versions_new},
            rows=testimony.told(UnreadLine.objects.filter(fingerprint__in=unread)),
        )
    return report


def _keep(line: Unreadable, report: ImportReport, at: datetime) -> list[str]:
    """Keep a line that cannot be read; its fingerprint when it had not been kept before."""
    report.rows_lost += 1
    text = line.text.replace("\0", "\ufffd")  # PostgreSQL takes no null sign
    _fail(report, line.place, "row", line.reason, text)
    row, new = UnreadLine.objects.get_or_create(
        fingerprint=hashlib.sha256(line.text.encode("utf-8", "replace")).hexdigest(),
        defaults={"place": line.place[:300], "reason": line.reason[:300], "text": text, "seen_at": at},
    )
    return [row.fingerprint] if new else []


def _fail(report: ImportReport, code: str, cell: str, reason: str, raw: str) -> None:
    report.failures.append({"code": code, "cell": cell, "reason": reason, "raw": excerpt(raw)})


def _count(report: ImportReport, read: ParsedRow) -> None:
    report.channels += len(read.channels)
    for channel in read.channels:
        time = channel.time
        if time.is_bare:
            report.times_without_unit += 1
        elif time.outcome is not Outcome.NOTHING:
            report.times_stated += 1
            report.times_parsed += time.unit is not None and time.amount is not None
        stated = [fee for fee in channel.fees if fee.outcome is not Outcome.NOTHING]
        report.fees_stated += len(stated)
        report.fees_parsed += sum(fee.state != "unstated" for fee in stated)
    report.components_stated += len(read.components)
    report.components_parsed += sum(item.outcome is Outcome.FULLY for item in read.components)
    for finding in read.findings:
        _tell(report, read.code, finding)


def _tell(report: ImportReport, code: str, finding: Finding) -> None:
    outcomes = report.tally.setdefault(finding.cell, {})
    outcomes[str(finding.outcome)] = outcomes.get(str(finding.outcome), 0) + 1
    if finding.outcome in (Outcome.PARTLY, Outcome.NOT):
        _fail(report, code, finding.cell, finding.reason, finding.raw)
    if finding.outcome is Outcome.NOT and finding.cell == "channels":
        # a whole cell unread: at least one time and one fee were stated in it
        report.times_stated += 1
        report.fees_stated += 1
    if finding.outcome is Outcome.NOT and finding.cell == "components":
        report.components_stated += 1


def _facts(read: ParsedRow, rows: list[Mapping[str, Any]]) -> VersionFacts:
    notes = [fee.note for channel in read.channels for fee in channel.fees]
    channels = [_channel(channel) for channel in read.channels]
    return VersionFacts(
        source="portal",
        content_hash=read.content_hash if len(rows) == 1 else content_hash(rows),
        values={
            "decision": read.decision,
            "name": read.name,
            "field": read.field,
            "kind": read.kind,
            "at_ministry": "ministry" in read.levels,
            "at_province": "province" in read.levels,
            "at_commune": "commune" in read.levels,
            "at_other": "other" in read.levels or "district" in read.levels,
            "competent": read.competent,
            "executing": read.executing,
            "coordinating": read.coordinating,
            "subjects": list(read.subjects),
            "sequence": read.sequence,
            "conditions": read.conditions,
            "results": [asdict(result) for result in read.results],
            "legal_basis": [asdict(item) for item in read.legal_basis],
            "filing": rules.usual_filing(online="", integrated=True, channels=channels),
            "findings": [
                {"cell": found.cell, "outcome": str(found.outcome), "reason": found.reason, "raw": found.raw}
                for found in read.findings
                if found.outcome in (Outcome.PARTLY, Outcome.NOT)
            ],
            "raw": [dict(row) for row in rows],
        },
        channels=channels,
        components=[
            {
                "group": item.group,
                "name": item.name,
                "form": item.form,
                "originals": item.originals,
                "copies": item.copies,
            }
            for item in read.components
        ],
        exemptions=[{"who": who} for who in read_exemptions(notes)],
    )


def _channel(channel: ParsedChannel) -> dict[str, Any]:
    """Column values of one line. Several fees on one line are not added up: the source does not say to."""
    time = channel.time
    values: dict[str, Any] = {
        "kind": channel.kind,
        "name": channel.name,
        "case": channel.case,
        "time_amount": time.amount,
        "time_unit": time.unit or "",
        "time_unit_from": time.unit_from,
        "time_evidence": time.evidence,
        "time_raw": time.raw,
        "description": channel.description,
        "fee_raw": " ".join(fee.raw for fee in channel.fees),
        "fee_note": "\n".join(fee.note for fee in channel.fees if fee.note),
    }
    stated = [fee for fee in channel.fees if fee.state != "unstated"]
    if len(stated) > 1:
        values["fee_note"] = "\n".join(fee.raw for fee in stated)
        doubt = next((fee.doubt for fee in stated if fee.doubt), gettext_noop("nhiều mức thu"))
        return values | {"fee_state": "varies", "fee_doubt": doubt}
    if not stated:
        doubt = next((fee.doubt for fee in channel.fees if fee.doubt), "")
        return values | {"fee_state": "unstated", "fee_doubt": doubt}
    fee = stated[0]
    return values | {
        "fee_state": fee.state,
        "fee_amount": fee.dong,
        "fee_foreign": fee.foreign,
        "fee_currency": fee.currency,
        "fee_doubt": fee.doubt,
    }
