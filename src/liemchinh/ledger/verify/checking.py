"""Checks one proof or one promise against a policy, line by line; the policy is the whole of what is trusted."""

import json
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.policy import NO_QUORUM, Policy, Standing
from liemchinh.ledger.core.promise import Promise, check
from liemchinh.ledger.core.proof import LogProof, Opening, check_proof, parse_opening
from liemchinh.ledger.verify.saying import Mark, Report, Ruling, Shown, grouped_leaf, ruling_of, said_moment

NOT_KNOWN = frozenset({"ledger.log", "ledger.mldsa"})
"""Refusals that say nothing against a proof: the policy does not know the log, this computer lacks the method."""

TRUTH = Shown(
    "truth",
    Mark.OPEN,
    gettext_noop("Điều được ghi có đúng sự thật hay không: lời khai sai, giấy giả tại quầy thì sổ không thấy."),
)
LATER = Shown("later", Mark.OPEN, gettext_noop("Những bước sau bước này: hãy xem trang theo dõi hồ sơ."))


def check_log_proof(source: str, proof: LogProof, policy: Policy) -> Report:
    """What a `.tlog-proof` with our opening shows under `policy`."""
    try:
        opening = _opening_of(proof)
        standing = check_proof(proof, opening.leaf, policy)
    except Refused as refused:
        unknown = refused.code in NOT_KNOWN or refused.code == "verify.no_entry"
        line = Shown("log", Mark.OPEN if unknown else Mark.FAILS, str(refused))
        return Report(source, "proof", Ruling.UNCLEAR if unknown else Ruling.MISMATCH, (line,))
    point = standing.checkpoint
    inside = gettext_noop("Mục số {index} có trong quyển sổ {origin}, ở mốc {size} mục mà chính sổ đã ký.")
    lines = (
        Shown("log", Mark.HOLDS, inside.format(index=proof.index, origin=point.origin, size=point.size)),
        *witness_lines(standing, policy),
        *_entry_lines(opening),
        TRUTH,
        LATER,
    )
    facts = {
        "origin": point.origin,
        "index": proof.index,
        "size": point.size,
        "root": point.root.hex(),
        "cosigned": dict(standing.cosigned),
        "quorum": standing.met,
        "entry": opening.entry,
    }
    ruling = ruling_of(lines, ("log", *needed_of(policy)))
    return Report(source, "proof", ruling, lines, facts, opening.leaf, opening.salt)


def _opening_of(proof: LogProof) -> Opening:
    if not proof.extra:
        sentence = gettext_noop("Tệp bằng chứng không kèm mục ghi, nên không biết nó chứng minh điều gì.")
        raise Refused("verify.no_entry", sentence)
    return parse_opening(proof.extra)


def needed_of(policy: Policy) -> tuple[str, ...]:
    """The lines about witnesses that must hold: the quorum, unless the policy asks for none."""
    return () if policy.quorum == NO_QUORUM else ("quorum",)


def witness_lines(standing: Standing, policy: Policy) -> list[Shown]:
    """Who else has seen the checkpoint, when, and whether that is enough for the policy."""
    lines = []
    if standing.cosigned:
        seen = sorted(standing.cosigned.items(), key=lambda one: (one[1], one[0]))
        names = "; ".join(f"{name} ({said_moment(at)})" for name, at in seen)
        sentence = gettext_noop("{count} bên chứng kiến đã ký mốc này: {names}. Muộn nhất lúc ấy mục đã có trong sổ.")
        lines.append(Shown("witnesses", Mark.HOLDS, sentence.format(count=len(seen), names=names)))
    else:
        sentence = gettext_noop("Chưa bên chứng kiến nào ký mốc này: chỉ có lời của chính quyển sổ.")
        lines.append(Shown("witnesses", Mark.OPEN, sentence))
    if policy.quorum == NO_QUORUM:
        sentence = gettext_noop(
            "Chính sách không đòi bên chứng kiến nào; sổ cho người khác xem bản khác thì không biết."
        )
        lines.append(Shown("quorum", Mark.OPEN, sentence))
    elif standing.met:
        lines.append(Shown("quorum", Mark.HOLDS, gettext_noop("Đủ số bên chứng kiến mà chính sách đòi hỏi.")))
    else:
        sentence = gettext_noop("Chưa đủ bên chứng kiến mà chính sách đòi hỏi. Hãy tải lại bằng chứng sau vài phút.")
        lines.append(Shown("quorum", Mark.OPEN, sentence))
    return lines


def _entry_lines(opening: Opening) -> list[Shown]:
    said = entry_facts(opening.entry)
    sentence = gettext_noop("Mục ghi nói: loại việc “{kind}”, cơ quan {unit}, bước {step}, giờ cơ quan tự khai {at}.")
    words = sentence.format(
        kind=said.get("kind", "?"), unit=said.get("ag", "?"), step=said.get("n", "?"), at=said.get("t", "?")
    )
    lines = [Shown("entry", Mark.HOLDS, words)]
    if not opening.record:
        text = gettext_noop("Nội dung riêng: không kèm theo (chưa mở, hoặc đã xóa theo quyết định).")
        lines.append(Shown("record", Mark.OPEN, text))
    elif opening.commits_to_record():
        text = gettext_noop("Nội dung riêng kèm theo đúng là nội dung mà mục ghi đã cam kết.")
        lines.append(Shown("record", Mark.HOLDS, text))
    else:
        text = gettext_noop("Nội dung riêng kèm theo không phải nội dung mà mục ghi đã cam kết.")
        lines.append(Shown("record", Mark.FAILS, text))
    return lines


def entry_facts(entry: str) -> dict[str, Any]:
    """The public fields of an entry; nothing when its text is not a JSON object."""
    try:
        said = json.loads(entry)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def check_signed_promise(source: str, promise: Promise, policy: Policy) -> Report:
    """What a promise by itself shows: who gave it, and until when. That it was kept must be shown by something else."""
    facts: dict[str, Any] = {"at": promise.at, "within": promise.within, "until": promise.at + promise.within}
    line = _promise_line(promise, policy)
    ruling = Ruling.MISMATCH if line.mark is Mark.FAILS else Ruling.UNCLEAR
    return Report(source, "promise", ruling, (line,), facts, promise.leaf, promise.salt)


def _promise_line(promise: Promise, policy: Policy) -> Shown:
    key = next((key for key in policy.promises if key.key_id == promise.key_id), None)
    if key is None:
        sentence = gettext_noop("Lời hứa do một khóa ký mà chính sách không biết; không rõ là của ai.")
        return Shown("promise", Mark.OPEN, sentence)
    try:
        check(promise, key)
    except Refused as refused:
        return Shown("promise", Mark.FAILS, str(refused))
    sentence = gettext_noop("{name} đã ký lời hứa: việc có dấu {leaf} sẽ có trong sổ công khai trước {until}.")
    until = said_moment(promise.at + promise.within)
    return Shown("promise", Mark.HOLDS, sentence.format(name=key.name, leaf=grouped_leaf(promise.leaf), until=until))


def kept_by(report: Report, proofs: list[Report]) -> Report:
    """The report on a promise, with what the proofs handed in beside it show of it."""
    proof = next((one for one in proofs if one.leaf == report.leaf), None)
    if proof is None or report.lines[0].mark is not Mark.HOLDS:
        return report
    lines = list(report.lines)
    kept = proof.ruling is Ruling.MATCH
    sentence = (
        gettext_noop("Việc đã hứa có trong sổ: xem tệp {file}.")
        if kept
        else gettext_noop("Tệp {file} nói về đúng việc này, nhưng tự nó chưa khớp.")
    )
    lines.append(Shown("kept", Mark.HOLDS if kept else Mark.OPEN, sentence.format(file=proof.source)))
    if report.salt and proof.salt and report.salt != proof.salt:
        text = gettext_noop("Muối in trên giấy khác muối trong tệp {file}.")
        lines.append(Shown("salt", Mark.FAILS, text.format(file=proof.source)))
    return _with(report, [*lines, TRUTH])


def left_open(report: Report) -> Report:
    """The report on a promise of which nobody has shown whether it was kept."""
    words = gettext_noop(
        "Việc đã hứa có trong sổ hay chưa: thêm --log với địa chỉ của sổ, hoặc tệp bằng chứng tải ở trang theo dõi."
    )
    return _with(report, [*report.lines, Shown("kept", Mark.OPEN, words), TRUTH])


def _with(report: Report, lines: list[Shown], **facts: Any) -> Report:
    told = tuple(lines)
    ruling = ruling_of(told, ("promise", "kept"))
    return Report(report.source, report.kind, ruling, told, {**report.facts, **facts}, report.leaf, report.salt)
