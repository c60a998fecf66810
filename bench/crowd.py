"""Five hundred officers and two thousand citizens at once, as people: each thinks between two pages. No error allowed.

    .venv/bin/python bench/crowd.py [--seconds 300] [--officers 500] [--citizens 2000] [--think 60]

The product's own server on PostgreSQL with durability on, the demo commune, real HTTP, a connection for each person.
Officers look at their queue, lists, dossiers and searches, and every eighth time receive a dossier; citizens look up
theirs, follow it, search procedures. A person thinks `--think` seconds on average. Counted: answers that are not what
they should be, and connections that break. Memory of both sites (Pss) is read every ten seconds; the slope is that
of the second half. Exit status 1 on any error, or when the second half adds more than 10 % of memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "scripts")]

import web  # noqa: E402
from memory import family, pss  # noqa: E402

ACCOUNTS = ("tiepnhan1", "tiepnhan2", "truongphong", "hotich", "lanhdao", "vanthu")
EVERY = 10.0  # seconds between two looks at the memory
GROWTH = 0.10  # of the memory, in what the second half of the run gains


@dataclass
class Seen:
    """What came of it all."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    def note(self, who: str, took: float) -> None:
        """One good answer."""
        self.times.setdefault(who, []).append(took)


async def ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], wanted: dict[str, Any]) -> int:
    """Send one request over a kept connection and read the whole answer; its status."""
    reader, writer = streams
    body = wanted["body"].replace("{token}", str(uuid.uuid4())).encode()
    address = ".".join(str(random.randint(1, 250)) for _ in range(4))
    head = wanted["head"].replace("{client}", address) + (f"Content-Length: {len(body)}\r\n" if body else "")
    writer.write(f"{head}\r\n".encode() + body)
    await writer.drain()
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(answer[9:12])
    lines = dict(line.lower().split(": ", 1) for line in answer.split("\r\n")[1:] if ": " in line)
    if "content-length" in lines:
        await reader.readexactly(int(lines["content-length"]))
    elif lines.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status


async def person(who: str, port: int, wishes: list[dict[str, Any]], think: float, until: float, seen: Seen) -> None:
    """One person: thinks, asks, reads, until the time is over."""
    await asyncio.sleep(random.uniform(0, think))
    streams = None
    while time.monotonic() < until:
        wanted = random.choice(wishes)
        began = time.perf_counter()
        try:
            fresh = streams is None
            streams = streams or await asyncio.open_connection("127.0.0.1", port)
            try:
                status = await asyncio.wait_for(ask(streams, wanted), 60)
            except (asyncio.IncompleteReadError, ConnectionError) as closed:
                # the server closes what has lain idle while somebody thought; browsers ask again on a new connection
                if fresh or getattr(closed, "partial", b""):
                    raise
                streams = await asyncio.open_connection("127.0.0.1", port)
                status = await asyncio.wait_for(ask(streams, wanted), 60)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as problem:
            seen.wrong[f"{who}: {type(problem).__name__}"] += 1
            streams = None
            continue
        if status in wanted["expected"]:
            seen.note(who, time.perf_counter() - began)
        else:
            seen.wrong[f"{who}: {status} for {wanted['head'].split(' ', 2)[1][:60]}"] += 1
        await asyncio.sleep(min(random.expovariate(1 / think), max(0.0, until - time.monotonic())))
    if streams is not None:
        streams[1].close()


async def watch(servers: list[web.Server], until: float, seen: Seen) -> None:
    """Read the memory of both sites now and then."""
    while time.monotonic() < until:
        seen.memory.append(sum(pss(pid) for server in servers for pid in family(server.process.pid)))
        await asyncio.sleep(EVERY)


def wishes_of(data: dict[str, Any], sessions: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What officers and what citizens ask for."""
    receivers = sessions[:2]
    officers, citizens = [], []
    for number, dossier in enumerate(data["dossiers"][:40]):
        session = sessions[number % len(sessions)]
        for path in ("/", "/danh-sach/", "/tim/?q=mau"):
            officers.append(web.request("GET", path, expect=200, cookie=session))
        # a whole code leads to its dossier, or to an empty list where the dossier is none of theirs
        found = web.request("GET", f"/tim/?q={dossier['code']}", expect=302, cookie=session)
        officers.append(found | {"expected": (200, 302)})
        officers.append(web.request("GET", f"/ho-so/{dossier['code']}/", expect=200, cookie=receivers[number % 2]))
        officers.append(web.request("GET", "/phoi-hop/", expect=200, cookie=session))
        officers.append(web.request("GET", "/giao-nhan/", expect=200, cookie=receivers[number % 2]))
        typed = web.filing(data, number) | {
            "lam": "receive",
            "sets": "1",
            "csrfmiddlewaretoken": web.SECRET,
            "g0_co": "on",
        }
        cookie = f"{receivers[number % 2]}; liemchinh_desk_csrf={web.SECRET}"
        officers.append(web.request("POST", "/tiep-nhan/", typed, expect=302, cookie=cookie))
        for path in ("/", "/thu-tuc/?q=khai+sinh", "/dung-hen/", "/danh-ba/"):
            citizens.append(web.request("GET", path, expect=200))
        look = {"ma": dossier["code"], "bi_mat": dossier["key"], "csrfmiddlewaretoken": web.SECRET}
        citizens.append(
            web.request("POST", "/tra-cuu/", look, expect=303, cookie=f"liemchinh_public_csrf={web.SECRET}")
        )
        ticket = f"{data['ticket_cookie']}={dossier['ticket']}"
        citizens.append(web.request("GET", f"/ho-so/{dossier['code']}/", expect=200, cookie=ticket))
    for wish in (*officers, *citizens):
        wish.setdefault("expected", (wish["expect"],))
    return officers, citizens


async def crowd(args: argparse.Namespace, desk: web.Server, public: web.Server, data: dict[str, Any]) -> Seen:
    """Let them all in."""
    sessions = [web.sign_in(desk, name, data["password"]) for name in ACCOUNTS]
    officers, citizens = wishes_of(data, sessions)
    seen, until = Seen(), time.monotonic() + args.seconds
    people = [person("officer", desk.port, officers, args.think, until, seen) for _ in range(args.officers)]
    people += [person("citizen", public.port, citizens, args.think, until, seen) for _ in range(args.citizens)]
    await asyncio.gather(*people, watch([desk, public], until, seen))
    return seen


def main() -> int:
    """Build, serve, let them in, say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--officers", type=int, default=500)
    parser.add_argument("--citizens", type=int, default=2000)
    parser.add_argument("--think", type=float, default=60)
    args = parser.parse_args()
    with web.database("postgresql") as address, tempfile.TemporaryDirectory(prefix="liemchinh-crowd-") as folder:
        env = {**os.environ, "LIEMCHINH_DATA": folder, "LIEMCHINH_PROXIES": "1", "LIEMCHINH_LOG_LEVEL": "ERROR"}
        env |= {"DATABASE_URL": address}
        made = subprocess.run(
            [sys.executable, str(BENCH / "_data.py")], env=env, stdout=subprocess.PIPE, text=True, check=True
        )
        desk, public = web.Server("desk", env), web.Server("public", env)
        try:
            seen = asyncio.run(crowd(args, desk, public, json.loads(made.stdout)))
        finally:
            desk.stop()
            public.stop()
    for who, times in sorted(seen.times.items()):
        ordered = sorted(times)
        print(
            f"{who}: {len(times)} pages, {len(times) / args.seconds:.1f} a second, p50 "
            f"{statistics.median(ordered) * 1000:.0f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms"
        )
    half = seen.memory[len(seen.memory) // 2 :]
    grown = (half[-1] - half[0]) / half[0]
    print(f"memory of both sites: {seen.memory[0]:.0f} to {seen.memory[-1]:.0f} MiB, second half {grown:+.1%}")
    print(f"errors: {sum(seen.wrong.values())} {dict(seen.wrong.most_common(8))}; load {os.getloadavg()[0]:.1f}")
    return 1 if seen.wrong or grown > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
