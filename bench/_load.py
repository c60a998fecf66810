"""A load generator: N keep-alive connections in one thread, raw bytes out, latencies and statuses back.

    python bench/_load.py < plan.json > result.json

The plan: {"port", "clients", "seconds" or "each", "requests": [{"head", "body", "expect"}]}. `{token}` becomes a fresh
UUID and `{client}` a fresh address, in head and body; bodies keep their length. Connections go through the list from
different starting points. With "each" every connection sends that many requests, all starting together.
"""

from __future__ import annotations

import json
import random
import re
import resource
import selectors
import socket
import sys
import time
import uuid
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One client: sends a request, reads the whole answer, sends the next."""

    def __init__(self, plan: dict[str, Any], place: int) -> None:
        self.requests = plan["requests"]
        self.next = place * max(1, len(self.requests) // plan["clients"])
        self.left: int | None = plan.get("each")
        self.socket = socket.create_connection(("127.0.0.1", plan["port"]))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = b""
        self.whole = 0
        self.expect = 0
        self.sent = 0.0
        self.times: list[float] = []
        self.wrong: list[str] = []
        self.answers: list[str] = []

    def send(self) -> None:
        """Send the next request of the plan."""
        wanted = self.requests[self.next % len(self.requests)]
        self.next += 1
        head, body = wanted["head"], wanted["body"]
        if "{token}" in body:
            body = body.replace("{token}", str(uuid.uuid4()))
        if "{client}" in head:
            head = head.replace("{client}", ".".join(str(random.randint(1, 250)) for _ in range(4)))
        data = body.encode()
        if data:
            head = f"{head}Content-Length: {len(data)}\r\n"
        self.read, self.whole, self.expect = b"", 0, wanted["expect"]
        self.sent = time.perf_counter()
        self.socket.sendall(f"{head}\r\n".encode() + data)

    def receive(self) -> bool:
        """Take what has arrived; whether the answer is complete."""
        got = self.socket.recv(262_144)
        if not got:
            raise ConnectionError(f"the server closed the connection after {self.read[:200]!r}")
        self.read += got
        if not self.whole:
            end = self.read.find(b"\r\n\r\n")
            if end < 0:
                return False
            length = LENGTH.search(self.read, 0, end + 2)
            # chunked otherwise: bare text without CommonMiddleware, whose last chunk cannot be mistaken
            self.whole = end + 4 + int(length[1]) if length else -1
        if len(self.read) < self.whole or (self.whole < 0 and not self.read.endswith(b"\r\n0\r\n\r\n")):
            return False
        self.times.append(time.perf_counter() - self.sent)
        status = int(self.read[9:12])
        if status != self.expect:
            self.wrong.append(self.read[:2000].decode("utf-8", "replace"))
        elif self.left is not None:
            self.answers.append(self.read.decode("utf-8", "replace"))
        return True


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry the plan out; times in seconds, `busy` the generator's own processor time."""
    crew = [Connection(plan, place) for place in range(plan["clients"])]
    eyes = selectors.DefaultSelector()
    for one in crew:
        eyes.register(one.socket, selectors.EVENT_READ, one)
    began = time.perf_counter()
    until = began + plan.get("seconds", 3600)
    for one in crew:
        one.send()
    waiting = len(crew)
    while waiting:
        for key, _ in eyes.select(30):
            one = key.data
            if not one.receive():
                continue
            if one.left is not None:
                one.left -= 1
            if time.perf_counter() < until and one.left != 0:
                one.send()
            else:
                eyes.unregister(one.socket)
                waiting -= 1
    took = time.perf_counter() - began
    return {
        "took": took,
        "busy": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
        "times": [time_ for one in crew for time_ in one.times],
        "wrong": [text for one in crew for text in one.wrong],
        "answers": [text for one in crew for text in one.answers],
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
