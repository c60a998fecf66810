"""Changes what was filed at the national portal into dossiers here, each once; what cannot be is set aside, whole."""

import contextlib
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from liemchinh.dossiers import services as dossiers
from liemchinh.dossiers.queries import way_online
from liemchinh.exchange import rules
from liemchinh.exchange.drivers import folder
from liemchinh.exchange.drivers.files import keep
from liemchinh.exchange.models import Arrival, Held
from liemchinh.exchange.queries.testimony import ARRIVAL
from liemchinh.exchange.rules import Arriving, Connection, Paper
from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import as_written, gettext_noop
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.papers.scans import MAX_BYTES

INBOX, HELD = "inbox", "held"
MOST_MESSAGES = 500
"""Messages taken in one look; the rest in the next."""
LONGEST_MESSAGE = 32 * 1024 * 1024  # bytes
NUMBERS = uuid.UUID("5b0f2c57-6a0e-5a5e-9d3c-5d1c1b1a7e10")
"""From a code of the portal to the token by which a dossier is filed once."""


@dataclass
class Received:
    """What came of a look into the inbox: dossiers, messages set aside, and those that had come before."""

    taken: int = 0
    held: int = 0
    known: int = 0


@as_written()
def receive(connection: Connection, *, pulled: Iterable[bytes] = (), at: datetime) -> Received:
    """Take in the messages of the inbox and those that were pulled. May be repeated: what came before is known.

    A message is a file `NAME.json`, moved into the inbox whole; its attachments lie beside it. It is deleted once
    everything in it is a dossier or set aside.
    """
    came = Received()
    inbox = folder() / INBOX
    inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = [path for path in sorted(inbox.glob("*.json")) if not path.name.startswith(".")]
    for path in files[:MOST_MESSAGES]:
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            content = file.read(LONGEST_MESSAGE + 1)
        used = _message(content, path.name, connection, came, at=at)
        path.unlink()
        for beside in used:
            with contextlib.suppress(OSError):
                beside.unlink()
    for content in pulled:
        _message(content, rules.LOOK_UP, connection, came, at=at)
    return came


def _message(content: bytes, name: str, connection: Connection, came: Received, *, at: datetime) -> list[Path]:
    """Everything in one message; the attachments that are dossiers' now."""
    used: list[Path] = []
    try:
        if len(content) > LONGEST_MESSAGE:
            raise Refused("exchange.size", gettext_noop("Tệp lớn quá mức nhận được."))
        rows = rules.split(content)
    except Refused as refused:
        hold(content[:LONGEST_MESSAGE], name, refused, connection, came, at=at)
        return used
    for row in rows:
        try:
            used += take(row, connection, came, at=at)
        except Refused as refused:
            hold(rules.written(row), name, refused, connection, came, at=at, row=row)
    return used


def take(row: Mapping[str, Any], connection: Connection, came: Received, *, at: datetime) -> list[Path]:
    """Make a dossier of one message, once; the files that it was given. Raises Refused when it cannot be one."""
    arriving = rules.read(row)
    if Arrival.objects.filter(code=arriving.code).exists():
        came.known += 1
        return []
    filing, absent = _filing(arriving, connection, at)
    places = [paper.path for paper in arriving.papers if paper.path]
    uploads = [
        dossiers.Upload(paper.name, _content(paper), number)
        for number, paper in enumerate(paper for paper in arriving.papers if paper.path)
    ]
    try:
        with transaction.atomic():
            dossier = dossiers.file(
                filing=filing,
                files=uploads,
                absent=absent,
                by=APPLICANT,
                at=at,
                token=uuid.uuid5(NUMBERS, arriving.code),
            )
            arrival = Arrival(
                code=arriving.code,
                dossier_id=dossier.pk,
                unit=filing.authority,
                arrived_at=at,
                filed_at=arriving.filed_at,
                verified=arriving.verified,
                links=[[paper.name, paper.link] for paper in arriving.papers if paper.link],
            )
            arrival.save(force_insert=True)
            ledger.record_about(
                f"exchange.arrivals:{arrival.unit}",
                kind=rules.ARRIVED,
                by=SYSTEM,
                at=at,
                unit=arrival.unit,
                facts={"national": arrival.code, "code": dossier.code},
                rows=[ARRIVAL.told(arrival)],
            )
    except NotFound as missing:
        raise _not_offered(arriving) from missing
    except IntegrityError:
        if not Arrival.objects.filter(code=arriving.code).exists():
            raise
        came.known += 1  # another worker was quicker
        return []
    came.taken += 1
    return [folder() / INBOX / place for place in places]


def hold(
    content: bytes,
    name: str,
    refused: Refused,
    connection: Connection,
    came: Received,
    *,
    at: datetime,
    row: Mapping[str, Any] | None = None,
) -> Held:
    """Set a message aside with the reason; the same message twice is one. Nothing of it is lost."""
    digest = hashlib.sha256(content).hexdigest()
    keep(path_of(digest), content)
    code = row.get("MaHoSo") if row else ""
    held, fresh = Held.objects.get_or_create(
        digest=digest,
        defaults={
            "unit": _unit_of(row, connection, at),
            "name": name.encode("utf-8", "replace").decode()[:200],
            "code": code[:50] if isinstance(code, str) and code.isprintable() else "",
            "reason": refused.code[:60],
            "sentence": str(refused.sentence)[:300],
            "about": {key: str(value)[:200] for key, value in refused.facts.items()},
            "held_at": at,
        },
    )
    if fresh:
        came.held += 1
    else:
        came.known += 1
        if held.settled_at is not None:
            path_of(digest).unlink(missing_ok=True)
    return held


def path_of(digest: str) -> Path:
    """Where a message that was set aside lies."""
    return folder() / HELD / f"{digest}.json"


def again(held: Held, connection: Connection, *, at: datetime) -> None:
    """Try once more to make a dossier of what was set aside. Raises Refused."""
    try:
        content = path_of(held.digest).read_bytes()
    except OSError as problem:
        raise Refused("exchange.held_gone", gettext_noop("Tệp đã để riêng không còn trên máy.")) from problem
    with as_written():
        for row in rules.split(content):
            for path in take(row, connection, Received(), at=at):
                with contextlib.suppress(OSError):
                    path.unlink()


def _filing(arriving: Arriving, connection: Connection, at: datetime) -> tuple[dossiers.Filing, list[dict[str, str]]]:
    on = local_day(at)
    unit = connection.units.get(arriving.unit, arriving.unit)
    try:
        authority = org.unit(unit, on)
    except NotFound as missing:
        sentence = gettext_noop("Không có cơ quan nào mang mã {unit}.")
        raise Refused("exchange.unit", sentence, unit=arriving.unit) from missing
    try:
        way = way_online(arriving.procedure, on)
    except NotFound as missing:
        sentence = gettext_noop("Danh mục không có thủ tục {procedure}.")
        raise Refused("exchange.procedure", sentence, procedure=arriving.procedure) from missing
    if authority.code not in {offering.code for offering in way.units}:
        raise _not_offered(arriving)
    if not way.channels:
        sentence = gettext_noop("Thủ tục {procedure} không có cách nộp trực tuyến.")
        raise Refused("exchange.not_online", sentence, procedure=arriving.procedure)
    components: tuple[dict[str, str | int], ...] = tuple(
        {"name": paper.name, "kind": "electronic", "count": 1} for paper in arriving.papers if paper.path
    )
    why = gettext_noop("Tệp còn ở Cổng dịch vụ công quốc gia, chưa gửi kèm.")
    absent = [{"name": paper.name, "why": str(why)} for paper in arriving.papers if not paper.path]
    filing = dossiers.Filing(
        procedure=arriving.procedure,
        channel_id=way.channels[0].id,
        applicant=dossiers.Applicant(
            name=arriving.applicant,
            identity=arriving.identity,
            address=arriving.address,
            phone=arriving.phone,
            email=arriving.email,
        ),
        components=components,
        request_text=arriving.request,
        paper=False,
        authority=authority.code,
    )
    return filing, absent


def _content(paper: Paper) -> bytes:
    """The bytes of an attachment that lies beside the message. Raises Refused when it is not there."""
    inbox = (folder() / INBOX).resolve()
    path = (inbox / paper.path).resolve()
    if inbox not in path.parents or not path.is_file():
        raise Refused("exchange.file_missing", gettext_noop("Thiếu tệp kèm “{name}”."), name=paper.name)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _not_offered(arriving: Arriving) -> Refused:
    sentence = gettext_noop("Cơ quan {unit} không nhận thủ tục {procedure}.")
    return Refused("exchange.not_offered", sentence, unit=arriving.unit, procedure=arriving.procedure)


def _unit_of(row: Mapping[str, Any] | None, connection: Connection, at: datetime) -> str:
    """Whose administrators are to look at it: those of the authority it names, else those who keep the connection."""
    said = row.get("DonViXuLy") if row else None
    if isinstance(said, str):
        with contextlib.suppress(NotFound):
            return org.unit(connection.units.get(said, said), local_day(at)).code
    return connection.home
