"""Policies: which logs a verifier trusts, and which witnesses must have seen a checkpoint (c2sp.org/tlog-policy).

The policy file is the whole trust of whoever verifies offline. Our own promise keys stand in it as comment lines
`# promise <vkey>`, so that other people's tools read the same file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.cosign import cosigned_at
from liemchinh.ledger.core.note import KeyType, Note, VerifierKey, check_signed, parse_vkey, signatures_by

NO_QUORUM = "none"
POLICY_LIMIT = 1_000_000  # bytes
WITNESS_KEY_TYPES = (KeyType.COSIGNATURE, KeyType.ML_DSA_COSIGNATURE)
POLICY_SPACE = re.compile(r"[ \t]+")
NOT_IN_POLICY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
THRESHOLD = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Witness:
    """A witness by the name the policy gives it, its key (type 04 or 06) and, where known, where to ask it."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """A group has seen a checkpoint when at least `k` of its members, witnesses or earlier groups, have."""

    name: str
    k: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """What a checkpoint stands on: the log that signed, which witnesses saw it when (Unix seconds), quorum or not."""

    log: VerifierKey
    checkpoint: Checkpoint
    cosigned: dict[str, int]
    met: bool


@dataclass(frozen=True)
class Policy:
    """Trusted logs (each key's name is the log's origin), witnesses, groups, the quorum's name or "none", promise keys.

    `log_urls`: by the log key's name. Raises Refused("ledger.policy") when the parts do not fit together.
    """

    logs: tuple[VerifierKey, ...]
    log_urls: Mapping[str, str] = field(default_factory=dict)
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NO_QUORUM
    promises: tuple[VerifierKey, ...] = ()

    def __post_init__(self) -> None:
        _check_keys(self.logs, (KeyType.ED25519,))
        _check_keys((witness.key for witness in self.witnesses.values()), WITNESS_KEY_TYPES)
        _check_keys(self.promises, (KeyType.ED25519,))
        _check_groups(self.witnesses, self.groups.values())
        if self.quorum != NO_QUORUM and self.quorum not in self.witnesses and self.quorum not in self.groups:
            raise Refused("ledger.policy", gettext_noop("Quorum gọi tên {name} chưa được khai."), name=self.quorum)

    def standing(self, note: Note) -> Standing:
        """What the signed checkpoint stands on under this policy; a quorum not reached is told, not raised.

        Raises Refused: "ledger.checkpoint" for a text that is no checkpoint, "ledger.log" for a log the policy does
        not know, "ledger.signature" or "ledger.cosignature" when the line of any key in the policy fails.
        """
        checkpoint = parse_checkpoint(note.text)
        signed = [log for log in self.logs if signatures_by(note, log)]
        log = self._log_of(checkpoint.origin, signed)
        for key in signed if log in signed else [log]:
            check_signed(note, key)
        cosigned: dict[str, int] = {}
        for witness in self.witnesses.values():
            at = cosigned_at(note, witness.key)
            if at is not None:
                cosigned[witness.name] = at
        return Standing(log, checkpoint, cosigned, self.is_met_by(cosigned))

    def _log_of(self, origin: str, signed: list[VerifierKey]) -> VerifierKey:
        """The first log of this name, of those that signed if any of them bears it. Raises Refused("ledger.log")."""
        for log in (*signed, *self.logs):
            if log.name == origin:
                return log
        raise Refused("ledger.log", gettext_noop("Chính sách tin cậy không có sổ {origin}."), origin=origin)

    def is_met_by(self, names: Iterable[str]) -> bool:
        """Whether these witnesses together reach the quorum (tlog-policy, Defining a witness group)."""
        seen = set(names)
        for group in self.groups.values():  # backward references only: members are settled before their group
            if len(seen.intersection(group.members)) >= group.k:
                seen.add(group.name)
        return self.quorum == NO_QUORUM or self.quorum in seen


def parse_policy(text: str | bytes) -> Policy:
    """The policy written in `text` (tlog-policy, Policy file syntax and structure). Raises Refused("ledger.policy").

    Bytes above 0x7F are opaque: names compare byte for byte.
    """
    whole = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    if len(whole) > POLICY_LIMIT or NOT_IN_POLICY.search(whole):
        raise Refused("ledger.policy", gettext_noop("Tệp chính sách quá dài hoặc có ký tự điều khiển."))
    if not whole.endswith("\n"):
        sentence = gettext_noop("Tệp chính sách bị cắt: dòng cuối phải kết thúc bằng dấu xuống dòng.")
        raise Refused("ledger.policy", sentence)
    reader = _Reader()
    for number, line in enumerate(whole.split("\n"), start=1):
        words = POLICY_SPACE.split(line.strip(" \t"))
        try:
            reader.read(words)
        except ValueError:
            sentence = gettext_noop("Chính sách, dòng {line}: viết sai dạng.")
            raise Refused("ledger.policy", sentence, line=number) from None
        except Refused as refused:
            sentence = gettext_noop("Chính sách, dòng {line}: {why}")
            raise Refused("ledger.policy", sentence, line=number, why=str(refused)) from refused
    return reader.policy()


def policy_text(policy: Policy) -> str:
    """The policy as a file that `parse_policy` and other tools read."""
    lines = [_line("log", str(log), policy.log_urls.get(log.name, "")) for log in policy.logs]
    lines += [_line("#", "promise", str(key)) for key in policy.promises]
    lines += [_line("witness", it.name, str(it.key), it.url) for it in policy.witnesses.values()]
    lines += [_line("group", it.name, str(it.k), *it.members) for it in policy.groups.values()]
    return "".join((*lines, _line("quorum", policy.quorum)))


class _Reader:
    """Gathers the lines of a policy file; what a line may refer to is what came before it."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.log_urls: dict[str, str] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.promises: list[VerifierKey] = []
        self.quorum: str | None = None

    def read(self, words: list[str]) -> None:
        """Take one line's words. Raises ValueError for another form, Refused for a sense that is not allowed."""
        if words[0].startswith("#"):
            # a comment; ours when it names a key: a damaged promise key must not pass for a remark
            if words[:2] == ["#", "promise"] and len(words) == 3 and "+" in words[2]:
                self.promises.append(parse_vkey(words[2]))
                _check_keys(self.promises, (KeyType.ED25519,))
            return
        match words:
            case [""]:
                return
            case ["log", key, *url] if len(url) <= 1:
                self._log(parse_vkey(key), *url)
            case ["witness", name, key, *url] if len(url) <= 1:
                self._new_name(name)
                self.witnesses[name] = Witness(name, parse_vkey(key), *url)
                _check_keys((it.key for it in self.witnesses.values()), WITNESS_KEY_TYPES)
            case ["group", name, k, *members]:
                self._new_name(name)
                self.groups[name] = Group(name, _threshold(k, len(members)), tuple(members))
                _check_groups(self.witnesses, self.groups.values())
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise ValueError("no such line")

    def policy(self) -> Policy:
        """The whole policy. Raises Refused when there was no quorum line."""
        if self.quorum is None:
            raise Refused("ledger.policy", gettext_noop("Chính sách thiếu dòng quorum."))
        return Policy(
            logs=tuple(self.logs),
            log_urls=self.log_urls,
            witnesses=self.witnesses,
            groups=self.groups,
            quorum=self.quorum,
            promises=tuple(self.promises),
        )

    def _log(self, key: VerifierKey, url: str = "") -> None:
        self.logs.append(key)
        _check_keys(self.logs, (KeyType.ED25519,))
        if url:
            self.log_urls.setdefault(key.name, url)

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise Refused("ledger.policy", gettext_noop("đã có một dòng quorum."))
        if name != NO_QUORUM and name not in self.witnesses and name not in self.groups:
            raise Refused("ledger.policy", gettext_noop("{name} chưa được khai ở các dòng trên."), name=name)
        self.quorum = name

    def _new_name(self, name: str) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise Refused("ledger.policy", gettext_noop("tên {name} đã được dùng."), name=name)


def _threshold(text: str, members: int) -> int:
    """The k of a group line; out of 1..members is refused by `_check_groups`."""
    if text in ("any", "all"):
        return 1 if text == "any" else members
    if not THRESHOLD.fullmatch(text):
        raise ValueError("not a threshold")
    return int(text)


def _check_keys(keys: Iterable[VerifierKey], types: tuple[KeyType, ...]) -> None:
    """Each key of a fitting type, no public key twice, whatever its name (tlog-policy, Public key representation)."""
    seen: set[bytes] = set()
    for key in keys:
        if key.type not in types:
            raise Refused("ledger.policy", gettext_noop("khóa {name} không đúng loại cho việc này."), name=key.name)
        if key.public in seen:
            raise Refused("ledger.policy", gettext_noop("khóa {name} được khai hai lần."), name=key.name)
        seen.add(key.public)


def _check_groups(witnesses: Mapping[str, Witness], groups: Iterable[Group]) -> None:
    """Members named before, each a member once in the whole file, 1 ≤ k ≤ n (tlog-policy, Defining a witness group)."""
    free, taken = set(witnesses), set[str]()
    for group in groups:
        if not 1 <= group.k <= len(group.members):
            sentence = gettext_noop("nhóm {name} cần {k} trong {n} thành viên: không được.")
            raise Refused("ledger.policy", sentence, name=group.name, k=group.k, n=len(group.members))
        for member in group.members:
            if member in taken:
                raise Refused("ledger.policy", gettext_noop("{name} đã là thành viên một nhóm."), name=member)
            if member not in free:
                raise Refused("ledger.policy", gettext_noop("{name} chưa được khai ở các dòng trên."), name=member)
            free.remove(member)
            taken.add(member)
        free.add(group.name)


def _line(*words: str) -> str:
    return " ".join(filter(None, words)) + "\n"
