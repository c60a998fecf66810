"""Transactions a second with the public log over the same ones without it, and over a hash chain kept inline.

    .venv/bin/python bench/log.py [--only postgresql|sqlite] [--rounds N] [--seconds S] [--clients 1,8,32]

One transaction is what an act on a dossier asks of the database, on the product's own tables with their indexes and
constraints (20,000 dossiers): lock the dossier, insert the event, update the dossier, commit to the disk. "With" also
writes the entry, computed as the product computes it. "Without" has an event table that knows no entry. "Chain" does
what "with" does and keeps the last hash in one locked row, as systems do that chain their log inline. "Sealed" is
"with" while the sequencer gives places beside it. On PostgreSQL last lines take the product's own verb
(`services.correct`) with and without its entry. Each round runs the four one after the other; ratios are taken
within a round; the table gives medians. Clients are processes of their own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent / "scripts"))

import cluster  # noqa: E402

DOSSIERS = 20_000
WITH_GOAL, CHAIN_GOAL = 0.90, 4.0
EVENT = (
    *("step", "verb", "at", "by", "seat", "state_before", "state", "awaits_before", "awaits", "from_unit", "to_unit"),
    *("legal", "index", "until", "reason", "facts", "undoes", "token", "dossier_id"),
)
VARIANTS = ("without", "with", "chain", "sealed")


class Base:
    """A database as a client sees it: one connection, `%s` places on both kinds."""

    def __init__(self, url: str) -> None:
        self.lite = url.startswith("sqlite")
        if self.lite:
            import sqlite3

            self.connection: Any = sqlite3.connect(url.partition("///")[2], timeout=60, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
                self.connection.execute(f"PRAGMA {pragma}")
        else:
            import psycopg

            self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=2)

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> Any:
        """Run one statement; its cursor."""
        if self.lite:
            statement = statement.replace("%s", "?").replace(" FOR UPDATE", "")
        return self.connection.execute(statement, values)


def act(base: Base, dossier: int, variant: str, now: datetime) -> None:
    """One act on one dossier, from BEGIN to COMMIT."""
    from liemchinh.ledger import rules

    stamp: Any = now.isoformat(sep=" ") if base.lite else now
    logged = variant != "without"
    base.ask("BEGIN IMMEDIATE" if base.lite else "BEGIN")
    code, number, state, tag, step, leaf = base.ask(
        "SELECT code, number, state, tag, step, leaf FROM dossiers_dossier WHERE id = %s FOR UPDATE", (dossier,)
    ).fetchone()
    link = rules.Link(tag=tag, step=step, leaf=bytes(leaf))
    facts = {"reason": "Ghi lại số điện thoại theo lời người nộp", "changes": {"applicant_phone": "0999000111"}}
    event = (step + 1, "correct", stamp, "tiepnhan1", "H99.12.01/tn1", state, state, "receiver", "receiver")
    event += ("H99.12", "", "", "", None, str(facts["reason"]), json.dumps(facts), None, None, dossier)
    columns, places = EVENT, ["%s"] * len(EVENT)
    if logged:
        rows = [("dossiers_event", str(step + 1), dict(zip(EVENT, map(str, event), strict=True)))]
        private = rules.canonical({"by": "tiepnhan1", "facts": {"code": code, **facts}, "rows": rows})
        salt = secrets.token_bytes(32)
        previous = link.leaf
        if variant == "chain":
            previous = bytes(base.ask("SELECT hash FROM bench_chain WHERE id = 1 FOR UPDATE").fetchone()[0])
        entry = rules.public_entry(
            kind="dossiers.corrected",
            unit="H99.12",
            link=rules.Link(tag=tag, step=step, leaf=previous),
            at=now,
            commit=rules.commitment(private, salt=salt),
            public={"no": number, "st": state},
        )
        leaf = rules.leaf_hash(entry)
        key = base.ask(
            "INSERT INTO ledger_entry (kind, tag, step, entry, leaf, salt, record, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            ("dossiers.corrected", tag, step + 1, entry, leaf, salt, private, stamp),
        ).fetchone()[0]
        if variant == "chain":
            base.ask("UPDATE bench_chain SET hash = %s WHERE id = 1", (leaf,))
        columns, places, event = (*columns, "entry_id"), [*places, "%s"], (*event, key)
    table = "dossiers_event" if logged else "bench_event"
    names = ", ".join(f'"{name}"' for name in columns)
    base.ask(f"INSERT INTO {table} ({names}) VALUES ({', '.join(places)})", event)
    base.ask(
        "UPDATE dossiers_dossier SET applicant_phone = %s, moved_at = %s, step = %s, leaf = %s WHERE id = %s",
        ("0999000111", stamp, step + 1, leaf, dossier),
    )
    base.ask("COMMIT")


def service_act(code: str, variant: str, by: Any) -> None:
    """The same act through the product's own verb: what an official's click costs, without the page around it."""
    from django.utils import timezone

    from liemchinh.dossiers import services
    from liemchinh.dossiers.services import acts

    if variant == "without":
        acts.seal = lambda event, **_: setattr(event.dossier, "step", event.dossier.step + 1)  # type: ignore[assignment]
    phone = f"0999{secrets.randbelow(1_000_000):06d}"
    services.correct(code=code, changes={"applicant_phone": phone}, reason="Ghi lại số máy", by=by, at=timezone.now())


def service_client(codes: list[str], variant: str, by: Any, begin: Any, until: float, out: Any) -> None:
    """As `client`, through the services."""
    service_act(codes[0], variant, by)  # loads what a running program has loaded
    done = 0
    begin.wait()
    stop = time.monotonic() + until
    while time.monotonic() < stop:
        done += 1
        service_act(codes[done % len(codes)], variant, by)
    out.put(done)


def client(url: str, variant: str, mine: list[int], begin: Any, until: float, out: Any) -> None:
    """Act on one's own dossiers, one after the other, until the time is over; how many were committed."""
    base = Base(url)
    done = 0
    begin.wait()
    stop = time.monotonic() + until
    while time.monotonic() < stop:
        act(base, mine[done % len(mine)], variant, datetime.now(UTC))
        done += 1
    out.put(done)


def sequence(url: str, stopping: Any) -> None:
    """The product's sequencer, turn after turn, as long as the clients work."""
    from django.utils import timezone

    from liemchinh.ledger.sealing import sequencer

    while not stopping.is_set():
        began = time.monotonic()
        if sequencer.anything_waits():
            sequencer.integrate(at=timezone.now())
        stopping.wait(max(0.0, 1.0 - (time.monotonic() - began)))


def service_rate(variant: str, clients: int, seconds: float, codes: list[str], by: Any) -> float:
    """Acts a second of so many clients together, through the services; a connection each."""
    fork = multiprocessing.get_context("fork")
    begin, out = fork.Barrier(clients + 1), fork.Queue()
    share = len(codes) // clients
    people = [
        fork.Process(target=service_client, args=(codes[k * share : (k + 1) * share], variant, by, begin, seconds, out))
        for k in range(clients)
    ]
    for process in people:
        process.start()
    begin.wait()
    began = time.monotonic()
    done = sum(out.get() for _ in people)
    spent = time.monotonic() - began
    for process in people:
        process.join()
    return done / spent


def measure_services(clients: list[int], rounds: int, seconds: float) -> bool:
    """PostgreSQL: with over without, where every act is the product's own verb."""
    from django.db import connection

    from liemchinh.dossiers.models import Dossier
    from tests.cast import Cast

    by = Cast().receiver.actor
    codes = list(Dossier.objects.filter(code__startswith="B.").values_list("code", flat=True)[:6_400])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dossiers_event ALTER COLUMN entry_id DROP NOT NULL")
    connection.close()
    met = True
    for count in clients:
        ratios = []
        for turn in range(rounds):
            pair = ("without", "with") if turn % 2 else ("with", "without")
            rates = {variant: service_rate(variant, count, seconds, codes, by) for variant in pair}
            ratios.append(rates["with"] / rates["without"])
        kept = statistics.median(ratios)
        met = met and (kept >= WITH_GOAL or count == 1)
        print(
            f"services    {count:>2} clients: without {rates['without']:>7.0f}/s  with/without {kept:.2f}", flush=True
        )
    return met


def rate(url: str, variant: str, clients: int, seconds: float, ids: list[int]) -> float:
    """Commits a second of so many clients together."""
    fork = multiprocessing.get_context("fork")
    begin, out, stopping = fork.Barrier(clients + 1), fork.Queue(), fork.Event()
    share = len(ids) // clients
    people = [
        fork.Process(target=client, args=(url, variant, ids[k * share : (k + 1) * share], begin, seconds, out))
        for k in range(clients)
    ]
    helper = fork.Process(target=sequence, args=(url, stopping)) if variant == "sealed" else None
    for process in [*people, *([helper] if helper else [])]:
        process.start()
    begin.wait()
    began = time.monotonic()
    done = sum(out.get() for _ in people)
    spent = time.monotonic() - began
    stopping.set()
    for process in [*people, *([helper] if helper else [])]:
        process.join()
    return done / spent


@contextmanager
def prepared(url: str) -> Iterator[list[int]]:
    """The product's tables with 20,000 dossiers, and the two things that only the comparison needs."""
    with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as data:
        url = url or f"sqlite:///{data}/bench.sqlite3"
        os.environ.update(LIEMCHINH_DATA=data, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="liemchinh.settings")
        sys.path.insert(0, str(BENCH.parent))
        from liemchinh.prepare import prepare

        prepare()
        from django.db import connection, models

        from liemchinh.dossiers.models import Dossier, Event
        from liemchinh.ledger.sealing import sequencer
        from tests import builders
        from tests.cast import Cast, found_cast

        found_cast()
        one = builders.received(Cast())
        names = [field.column for field in Dossier._meta.concrete_fields]
        own = {"id", "code", "number", "tag", "token"}
        shared = [name for name in names if name not in own]
        values = {field.column: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
        rows = []
        for number in range(1, DOSSIERS + 1):
            row = Dossier(**{field.attname: values[field.column] for field in Dossier._meta.concrete_fields})
            row.pk, row.code, row.number, row.tag, row.token = (
                None,
                f"B.{number}",
                100_000 + number,
                secrets.token_hex(16),
                None,
            )
            rows.append(row)
        assert shared
        Dossier.objects.bulk_create(rows, batch_size=1_000)
        ids = list(Dossier.objects.filter(code__startswith="B.").values_list("id", flat=True))
        fields = {
            field.name: models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
            if field.name == "dossier"
            else field.clone()
            for field in Event._meta.local_fields
            if field.name not in {"entry", "id"}
        }
        unique = models.UniqueConstraint(fields=["dossier", "step"], name="bench_one_step_once")
        meta = type("Meta", (), {"app_label": "dossiers", "db_table": "bench_event", "constraints": [unique]})
        bare = type("BenchEvent", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
        with connection.schema_editor() as editor:
            editor.create_model(bare)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_chain (id integer PRIMARY KEY, hash "
                + ("blob" if connection.vendor == "sqlite" else "bytea")
                + ")"
            )
            cursor.execute("INSERT INTO bench_chain VALUES (1, %s)", [bytes(32)])
        from django.utils import timezone

        sequencer.open_shard("bench.example/ledger/2026", key="bench", at=timezone.now())
        while sequencer.anything_waits():
            sequencer.integrate(at=timezone.now())
        connection.close()
        os.environ["BENCH_URL"] = url
        yield ids


def ratio(over: list[float], under: list[float]) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(one / other for one, other in zip(over, under, strict=True))


def measure(name: str, url: str, clients: list[int], rounds: int, seconds: float) -> bool:
    """One database: a line for each number of clients; whether the goals are met."""
    met = True
    with prepared(url) as ids:
        url = os.environ["BENCH_URL"]
        for count in clients:
            rates: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
            for turn in range(rounds):
                order = VARIANTS[turn % len(VARIANTS) :] + VARIANTS[: turn % len(VARIANTS)]
                for variant in order:
                    rates[variant].append(rate(url, variant, count, seconds, ids))
            kept = ratio(rates["with"], rates["without"])
            sealed, chained = ratio(rates["sealed"], rates["without"]), ratio(rates["with"], rates["chain"])
            goal = count > 1 or name == "sqlite"
            good = kept >= WITH_GOAL and (chained >= CHAIN_GOAL or name == "sqlite") if goal else True
            met = met and good
            print(
                f"{name:<11} {count:>2} clients: without {statistics.median(rates['without']):>7.0f}/s"
                f"  with/without {kept:.2f}  sealed/without {sealed:.2f}  with/chain {chained:.2f}"
                f"  {'' if not goal else 'goal met' if good else 'goal missed (0.90 and, on PostgreSQL, 4.0)'}",
                flush=True,
            )
        if name == "postgresql":
            met = measure_services(clients, rounds, seconds) and met
    return met


def main() -> int:
    """Measure both databases, each in a process of its own (Django reads its settings once)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--clients", default="1,8,32")
    args = parser.parse_args()
    clients = [int(word) for word in args.clients.split(",")]
    if args.only == "sqlite":
        return 0 if measure("sqlite", "", clients, args.rounds, args.seconds) else 1
    if args.only == "postgresql":
        import psycopg

        with cluster.postgresql(durable=True) as url:
            with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{cluster.NAME}"')
            return 0 if measure("postgresql", url, clients, args.rounds, args.seconds) else 1
    import subprocess

    words = ["--rounds", str(args.rounds), "--seconds", str(args.seconds), "--clients", args.clients]
    codes = [subprocess.call([sys.executable, __file__, "--only", only, *words]) for only in ("postgresql", "sqlite")]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
