"""The project's own catalogue for a commune: real codes, names, times and fees, in our own words and layout.

What no source states (how far a procedure is online, the internal steps) is filled with a plausible default
and named in the version's `assumed`, so that a page can say so.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.procedures import rules
from liemchinh.procedures.services.versions import VersionFacts, publish_all

TWO_LEVELS_FROM = date(2025, 7, 1)
"""The day communes took over from districts: Law 72/2025/QH15 on local government."""


def records() -> list[dict[str, Any]]:
    """The records of the shipped catalogue, as they stand in `data/commune.jsonl`."""
    text = resources.files("liemchinh.procedures").joinpath("data/commune.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@transaction.atomic
def load_catalogue(*, by: Actor, at: datetime, valid_from: date = TWO_LEVELS_FROM) -> list[str]:
    """Publish the shipped catalogue where it is new or changed; returns all its codes, in its order."""
    rules.check_may_edit(by)
    facts = {record["code"]: catalogue_facts(record) for record in records()}
    publish_all(facts, valid_from=valid_from, by=by, at=at)
    return list(facts)


def catalogue_facts(record: Mapping[str, Any]) -> VersionFacts:
    """One record of the shipped catalogue as the parts of a version."""
    canonical = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return VersionFacts(
        source="catalogue",
        content_hash=hashlib.sha256(canonical.encode()).hexdigest(),
        values={
            "decision": record["decision"],
            "name": record["name"],
            "field": record["field"],
            "at_ministry": "ministry" in record["levels"],
            "at_province": "province" in record["levels"],
            "at_commune": "commune" in record["levels"],
            "at_other": "other" in record["levels"],
            "executing": record["executing"],
            "subjects": record["subjects"],
            "sequence": "\n".join(record["sequence"]),
            "conditions": record["conditions"],
            "results": record["results"],
            "legal_basis": [{"name": number, "number": number} for number in record["legal_basis"]],
            "online_level_old": record["online_level_old"],
            "online_level_new": record["online"],
            "partial_reason": record.get("partial_reason", ""),
            "proactive_level": record.get("proactive_level"),
            "portal_integrated": record["portal_integrated"],
            "filing": rules.usual_filing(
                online=record["online"], integrated=record["portal_integrated"], channels=record["channels"]
            ),
            "pay_online": record["pay_online"],
            "pause_on_obligation": record["pause_on_obligation"],
            "assumed": record["assumed"],
        },
        channels=list(_channels(record["channels"])),
        components=record["components"],
        steps=record["steps"],
        exemptions=[{"who": who} for who in record["exemptions"]],
    )


def _channels(channels: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for channel in channels:
        amount, unit = channel["time"] or (None, "")
        fee = channel["fee"]
        yield {
            "kind": channel["kind"],
            "name": rules.CHANNEL_NAMES[rules.ChannelKind(channel["kind"])],
            "case": channel.get("case", ""),
            "time_amount": amount,
            "time_unit": unit,
            "time_unit_from": "catalogue" if unit else "",
            "time_raw": channel.get("time_raw", ""),
            "fee_state": "amount" if isinstance(fee, int) and fee else ("free" if fee == 0 else fee),
            "fee_amount": fee if isinstance(fee, int) else None,
            "fee_currency": "VND" if isinstance(fee, int) else "",
            "fee_note": channel.get("fee_note", ""),
        }
