"""Verb of an official beside somebody who tells: the words are sealed as any other report, and the official is out."""

from collections.abc import Mapping
from datetime import datetime

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules
from liemchinh.sealed.services.filing import Filed, file_report
from liemchinh.sealed.services.sealing import seal


def file_told(
    *,
    words: str,
    heard: rules.Heard,
    identity: Mapping[str, str],
    signed: bool,
    kind: rules.Report,
    about: rules.About,
    home: str,
    code: str,
    by: Actor,
    at: datetime,
) -> Filed:
    """Seal what somebody told `by`, and take it in as theirs. That it was told, and to whom, is inside the seal alone.

    `identity` (keys name, address, contact) may be empty for a lead. The same code again is the same case. Raises
    NotFound for who writes for nobody, Refused("sealed.too_near"), ("sealed.by_phone"), ("sealed.says_code"), and what
    `file_report` raises.
    """
    seat = next((one for one in by.seats if one.roles & rules.WRITERS and one.authority == home), None)
    if seat is None:
        raise NotFound(home)
    queries.check_writer(by, about=about, home=home, at=at)
    rules.check_told(kind, heard, identity=identity, signed=signed)
    rules.check_says_no_code(words, rules.read_code(code))
    on = local_day(at)
    text = rules.told_words(
        words,
        about=about.seat or about.unit,
        heard=heard,
        writer=f"{by.name} ({seat.code})",
        unit=org.unit(seat.unit, on).name,
        on=on,
    )
    plan = queries.plan(about, home=home, at=at)
    parcel = seal(plan, report={rules.TEXT: text.encode()}, identity=identity)
    return file_report(parcel=parcel, kind=kind, about=about, home=home, code=code, by=rules.REPORTER, at=at)
