"""Keys, checkpoints and proofs for the tests of formats: the same ones in every run."""

from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.note import KeyType, Note, SignerKey
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.proof import LogProof
from tests.rules.ledger import tree

ORIGIN = "xa-mau.example/ledger/2026"
LOG = SignerKey(ORIGIN, KeyType.ED25519, bytes(range(32)))
PROMISES = SignerKey("xa-mau.example/ledger/promise", KeyType.ED25519, b"p" * 32)
FRONT = SignerKey("mat-tran.example/w", KeyType.COSIGNATURE, b"f" * 32)
PRESS = SignerKey("bao.example/w", KeyType.COSIGNATURE, b"b" * 32)
SCHOOL = SignerKey("truong.example/w", KeyType.ML_DSA_COSIGNATURE, b"s" * 32)
SEEN_AT = 1_790_000_000  # Unix seconds, in September 2026


def checkpoint(size: int = 20) -> Checkpoint:
    """The head of the tree whose entries read as their own numbers."""
    return Checkpoint(ORIGIN, size, tree.root(0, size))


def note(*witnesses: SignerKey, size: int = 20, at: int = SEEN_AT) -> Note:
    """That head signed by the log and cosigned by these."""
    signed = sign(checkpoint(size), LOG)
    return Note(signed.text, (*signed.signatures, *(cosign(signed.text, one, at) for one in witnesses)))


def proof(*witnesses: SignerKey, index: int = 7, size: int = 20, extra: bytes = b"") -> LogProof:
    """The proof of entry `index` under that note."""
    path = tuple(tree.path(index, 0, size))
    return LogProof(index, path, note(*witnesses, size=size).to_bytes(), extra)


def policy(quorum: str = "both") -> Policy:
    """Trust in the log; the front, the press and the school may witness; "both" are the front and the press."""
    return parse_policy(
        f"log {LOG.verifier} https://{ORIGIN}\n"
        f"# promise {PROMISES.verifier}\n"
        f"witness front {FRONT.verifier}\n"
        f"witness press {PRESS.verifier}\n"
        f"witness school {SCHOOL.verifier}\n"
        "group both 2 front press\n"
        f"quorum {quorum}\n"
    )
