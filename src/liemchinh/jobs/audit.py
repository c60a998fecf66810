"""`liemchinh audit`: compares every business row with the log, and the log with those who have seen it.

Silent and 0 for an honest database; otherwise 1 and one JSON line a finding. What could not be looked at is said on
the error channel, so that silence means that everything was.
"""

import argparse
import json
import sys
from pathlib import Path

from liemchinh import env
from liemchinh.dossiers import services as dossiers
from liemchinh.dossiers.queries.testimony import TESTIMONY as OF_DOSSIERS
from liemchinh.exchange.queries.testimony import TESTIMONY as OF_EXCHANGE
from liemchinh.ledger.auditing.auditing import PARTS, audit
from liemchinh.ledger.auditing.findings import Notebook
from liemchinh.ledger.queries.testimony import TESTIMONY as OF_LEDGER
from liemchinh.ledger.signer.client import Signer
from liemchinh.notices.queries.testimony import TESTIMONY as OF_NOTICES
from liemchinh.org.queries.testimony import TESTIMONY as OF_ORG
from liemchinh.payments.queries.testimony import TESTIMONY as OF_PAYMENTS
from liemchinh.petitions import services as petitions
from liemchinh.petitions.queries.testimony import TESTIMONY as OF_PETITIONS
from liemchinh.procedures.queries.testimony import TESTIMONY as OF_PROCEDURES
from liemchinh.reception.queries.testimony import TESTIMONY as OF_RECEPTION
from liemchinh.risk.queries.testimony import TESTIMONY as OF_RISK
from liemchinh.sealed.queries.testimony import TESTIMONY as OF_SEALED

TESTIMONIES = (
    *(OF_LEDGER, OF_ORG, OF_PAYMENTS, OF_NOTICES, OF_PROCEDURES, OF_RECEPTION, OF_RISK),
    *(OF_DOSSIERS, OF_PETITIONS, OF_SEALED, OF_EXCHANGE),
)
"""What each room declares; a house test knows that no table is forgotten."""

CHOICES = {"log": "sổ cái và cây", "rooms": "đơn vị, cán bộ, thủ tục", "threads": "hồ sơ"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh audit`."""
    parser.add_argument("--sentences", action="store_true", help="in câu cho người đọc, không in JSON")
    words = ", ".join(f"{name} ({meaning})" for name, meaning in CHOICES.items())
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PHẦN", help=f"chỉ xem: {words}")
    parser.add_argument("--no-files", dest="files", action="store_false", help="không băm lại nội dung các tệp kèm")
    parser.add_argument("--no-signer", dest="signer", action="store_false", help="không hỏi bộ ký")


def run(args: argparse.Namespace) -> int:
    """Audit and tell; 1 when anything is wrong."""
    found = look(files=args.files, signer=args.signer, only=args.only)
    for finding in found:
        print(finding.sentence if args.sentences else json.dumps(finding.as_json(), ensure_ascii=False))
    for sentence in dict.fromkeys(found.unseen):
        print(sentence, file=sys.stderr)
    return 1 if found.found else 0


def _path_of(sha256: str) -> Path:
    """Where a kept content lies: each room that keeps files has a folder of its own."""
    ways = (dossiers.path_of(sha256), petitions.path_of(sha256))
    return next((path for path in ways if path.exists()), ways[0])


def look(*, files: bool = True, signer: bool = True, only: tuple[str, ...] = PARTS) -> Notebook:
    """The audit of this instance."""
    return audit(
        TESTIMONIES,
        signer=Signer(env.signer_folder()) if signer else None,
        path_of=_path_of if files else None,
        only=only,
    )
