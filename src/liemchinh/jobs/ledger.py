"""`liemchinh ledger`: where the public log stands, and how it comes back after a restored database."""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from liemchinh import env
from liemchinh.dossiers import services as dossiers
from liemchinh.dossiers.rules import KINDS as DOSSIER_KINDS
from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger import queries
from liemchinh.ledger.rules import Link
from liemchinh.ledger.sealing import publisher, sequencer
from liemchinh.ledger.sealing.files import Folder, folder_of, published
from liemchinh.ledger.sealing.leader import leading
from liemchinh.ledger.sealing.recovery import Lost, Recovered, recover
from liemchinh.ledger.signer.client import Signer, SignerAway

AWAY = "Bộ ký không trả lời. Mở nó trước: liemchinh signer (hoặc liemchinh serve --only signer)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh ledger`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    words.add_parser("status", help="sổ có bao nhiêu mục, đã ký, đã công bố và được chứng kiến tới đâu")
    back = words.add_parser("recover", help="nạp lại các mục đã công bố mà cơ sở dữ liệu phục hồi không còn")
    back.add_argument(
        "--from", dest="source", metavar="THƯ_MỤC", help="bản sao thư mục ledger/ (mặc định: của máy này)"
    )


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 1 when the signer is away or something is missing."""
    signer = Signer(env.signer_folder())
    try:
        return status(signer) if args.word == "status" else bring_back(signer, args.source)
    except SignerAway:
        print(AWAY)
        return 1


def status(signer: Signer) -> int:
    """A few lines a book: database, signer, published, witnesses."""
    heads = sequencer.heads()
    if not heads:
        print("Chưa có quyển sổ nào.")
    wrong = 0
    for head in heads:
        signed = signer.state(head.origin)
        folder = folder_of(head.origin)
        shown = folder.checkpoint()
        print(f"{head.origin}{' (đã khóa)' if head.closed else ''}")
        print(f"  cơ sở dữ liệu  {head.size} mục, mã gốc {head.root.hex()}")
        print(f"  bộ ký          {f'{signed.size} mục' if signed else 'chưa biết quyển này'}")
        if signed and signed.frozen:
            print(f"                 khóa đã đóng băng: {signed.frozen}")
        print(f"  đã công bố     {shown.size if shown else 0} mục")
        if signed is None or signed.size > head.size:
            wrong = 1
            print("  → cơ sở dữ liệu thiếu mục: liemchinh ledger recover")
        policy = publisher.configured_witnesses()
        note = folder.note()
        if policy and note:
            standing = publisher.standing(publisher.with_log(policy, signer.keys().logs[head.origin]), note)
            names = ", ".join(standing.cosigned) or "chưa ai"
            print(f"  chứng kiến     {names} ({'đủ' if standing.met else 'chưa đủ'} số yêu cầu)")
    print(f"Đang chờ vào sổ: {queries.waiting()} mục.")
    return _tell_sealing() or wrong


def _tell_sealing() -> int:
    """How the last turn of sealing fared, as it left word; 1 when something hindered it."""
    try:
        said = json.loads((published() / "state.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return 0
    for name, problem in said["witnesses"].items():
        if problem:
            print(f"Bên chứng kiến {name}: {problem}")
    if said["trouble"]:
        print(f"Ghi sổ đang vướng (từ {said['at']}): {said['trouble']}")
    return 1 if said["trouble"] else 0


def bring_back(signer: Signer, source: str | None, *, at: datetime | None = None) -> int:
    """Import what is missing from the published bundles, book by book; tell what people have to enter again.

    `at` is when that is done; None: now.
    """
    root = Path(source) if source else published()
    found: list[Recovered] = []
    now = at or timezone.now()
    with leading() as led:
        if not led:
            print("Sổ đang được ghi. Dừng liemchinh serve (hoặc seal) rồi chạy lại.")
            return 1
        origins = list(signer.keys().logs)
        with transaction.atomic():
            for origin in origins:
                signed = signer.state(origin)
                if signed is None or not signed.size:
                    continue
                name = origin.rpartition("/")[2]
                back = recover(signed, Folder(root / name), year=int(name.partition("-")[0]), at=now)
                if back is not None:
                    found.append(back)
            lost = [one for back in found for one in back.lost]
            links = [(Link(tag=one.tag, step=one.step, leaf=one.leaf), one.public) for one in lost]
            codes = dossiers.rejoin(lost=links, by=SYSTEM, at=now)
    if not found:
        print("Không thiếu mục nào.")
        return 0
    for back in found:
        print(
            f"{back.origin}: mục {back.first}–{back.last}; {back.placed} mục còn trong cơ sở dữ liệu, "
            f"{len(back.lost)} mục lấy lại từ bản công bố."
        )
    _tell_lost(lost, codes)
    return 0


def _tell_lost(lost: Sequence[Lost], codes: Sequence[str]) -> None:
    if codes:
        print(f"{len(codes)} hồ sơ mất bước, phải ghi lại từ giấy: {', '.join(codes)}")
    for one in lost:
        public = one.public
        kind = DOSSIER_KINDS.get(public["kind"])
        sentence = kind.sentence if kind else public["kind"]
        where = f"sợi {one.tag[:8]}, bước {one.step}"
        print(f"  {one.place:>8}  {public['t']}  {public['ag'] or '—':<12} {sentence} ({where})")
