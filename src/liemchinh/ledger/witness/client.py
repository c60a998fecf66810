"""Asks witnesses for their cosignatures, all at once and within one budget of time (tlog-witness, add-checkpoint).

What a witness sends is believed only as far as its own key signed it.
"""

import http.client
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import parse_checkpoint
from liemchinh.ledger.core.cosign import cosigned_at
from liemchinh.ledger.core.note import Note, Signature, parse_decimal, parse_note, signatures_by
from liemchinh.ledger.core.policy import Witness
from liemchinh.ledger.core.strangers import cut_after, legible
from liemchinh.ledger.witness.rules import SIZE_TYPE, request_body

ANSWER_LIMIT = 64 * 1024
"""Bytes of an answer that are read; a cosignature line has 130, with ML-DSA-44 about 3,400."""

LONGEST_AHEAD = 300
"""Seconds by which a witness's clock may be ahead of ours; a cosignature of the far future is refused."""

Proof = Callable[[int], list[bytes]]


@dataclass(frozen=True)
class Answer:
    """What came of asking one witness: its line, or `problem` in a sentence; `size` it is now known to have seen."""

    name: str
    cosignature: Signature | None
    size: int | None
    problem: str


def ask(
    note: bytes,
    *,
    witnesses: Sequence[Witness],
    proof: Proof,
    sizes: Mapping[str, int],
    budget: float = 2.0,
) -> list[Answer]:
    """Ask these witnesses (those with a `url`) in parallel for cosignatures on the signed checkpoint `note`.

    `sizes`: what each was last known to have seen (by name, else 0); one that says otherwise (409) is asked once more
    with `proof(size)`. Returns within `budget` seconds with an answer for each, in their order; a witness that has
    not answered by then says so in its `problem`. Raises Refused when `note` is no checkpoint; nothing else.
    """
    parsed = parse_note(note)
    parse_checkpoint(parsed.text)
    until = time.monotonic() + budget
    asked = [witness for witness in witnesses if witness.url]
    answers: dict[str, Answer] = {}

    def one(witness: Witness) -> None:
        answers[witness.name] = _ask_one(witness, parsed, note, proof, sizes.get(witness.name, 0), until)

    threads = [threading.Thread(target=one, args=(witness,), daemon=True) for witness in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    late = gettext_noop("Không trả lời trong thời gian cho phép.")
    heard = dict(answers)  # who answers from now on is too late
    return [heard.get(witness.name) or Answer(witness.name, None, None, late) for witness in asked]


def _ask_one(witness: Witness, parsed: Note, note: bytes, proof: Proof, size: int, until: float) -> Answer:
    known: int | None = None
    ours = parse_checkpoint(parsed.text).size
    try:
        for _ in range(2):
            status, kind, body = _post(witness.url, request_body(size, proof(size), note), until)
            if status == 409 and kind == SIZE_TYPE:
                known = size = parse_decimal(body.decode("ascii").removesuffix("\n"))
                if size > ours:
                    sentence = gettext_noop("Đã thấy {size} mục, mốc này chỉ có {ours}: sổ đã bị lùi lại?")
                    return Answer(witness.name, None, known, sentence.format(size=size, ours=ours))
                continue
            if status != 200:
                sentence = gettext_noop("Từ chối ({status}): {why}")
                why = legible(" ".join(body.decode(errors="replace").split())[:200])
                return Answer(witness.name, None, known, sentence.format(status=status, why=why))
            return _believed(witness, parsed, body, ours)
        sentence = gettext_noop("Số mục đã thấy ({size}) đổi trong lúc hỏi; lần sau hỏi lại.")
        return Answer(witness.name, None, known, sentence.format(size=size))
    except (OSError, http.client.HTTPException) as problem:
        return Answer(
            witness.name, None, known, gettext_noop("Không hỏi được: {why}").format(why=legible(str(problem)[:200]))
        )
    except Refused as refused:
        return Answer(witness.name, None, known, str(refused))
    except ValueError:
        # a size beyond our tree (no proof from there), an address or a number out of form
        sentence = gettext_noop("Đã thấy {size} mục, không nối được với mốc này.")
        return Answer(witness.name, None, known, sentence.format(size=size))


def _believed(witness: Witness, parsed: Note, body: bytes, ours: int) -> Answer:
    """The first line of the witness's own key, if it verifies over this checkpoint with a time that can be."""
    answered = parse_note(parsed.text.encode() + b"\n" + body)
    own = signatures_by(answered, witness.key)
    at = cosigned_at(Note(parsed.text, tuple(own[:1])), witness.key) if own else None
    if at is None:
        return Answer(witness.name, None, None, gettext_noop("Trả lời không có chữ ký của khóa đã đăng ký."))
    if at > time.time() + LONGEST_AHEAD:
        return Answer(witness.name, None, None, gettext_noop("Đồng hồ của bên chứng kiến chạy trước quá 5 phút."))
    return Answer(witness.name, own[0], ours, "")


def _post(url: str, body: bytes, until: float) -> tuple[int, str, bytes]:
    """Status, content type and body of the answer; OSError when it has not come by `until`."""
    parts = urllib.parse.urlsplit(url)
    kinds: dict[str, type[http.client.HTTPConnection]] = {
        "http": http.client.HTTPConnection,
        "https": http.client.HTTPSConnection,
    }
    if parts.scheme not in kinds or not parts.hostname:
        raise OSError(gettext_noop("địa chỉ phải bắt đầu bằng http:// hoặc https://"))
    link = kinds[parts.scheme](parts.hostname, parts.port, timeout=_left(until))
    try:
        headers = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close"}
        link.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body, headers)
        watch = cut_after(_left(until), link.sock)
        try:
            answer = link.getresponse()
            text = answer.read(ANSWER_LIMIT)
        finally:
            watch.cancel()
        return answer.status, answer.headers.get_content_type(), text
    finally:
        link.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(gettext_noop("hết thời gian cho phép"))
    return left
