"""Public draws: each one announced here, its files, and how anyone computes it again."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import drawing
from liemchinh.ledger.core.policy import parse_policy
from liemchinh.ledger.draws.beacon import beacon_time
from liemchinh.ledger.draws.checking import VERDICT_WORDS, Verdict, timing_findings
from liemchinh.ledger.draws.pool import EXCLUSIONS
from liemchinh.portal.ledger import book

FILES = re.compile(r"announcement(\.entry)?\.json|pool\.csv|result\.json|reveal-[0-9]{1,3}(\.entry)?\.json")
OWED_SECONDS = 24 * 3600
"""A result that is not there a day after its beacon is missed on the page."""
YEAR_SECONDS = 365 * 24 * 3600
STANDINGS = {
    "open": gettext_noop("Đã báo, chưa bốc"),
    "finished": gettext_noop("Đã có kết quả"),
    "void": gettext_noop("Đã bị thông báo sau thay thế"),
}
LOOKS = {"open": ChipKind.ON, "finished": ChipKind.DONE, "void": ChipKind.PAUSED}


@dataclass(frozen=True)
class Row:
    """One draw on a page: itself, its standing as a chip, when its beacon speaks."""

    shown: drawing.DrawShown
    short: str
    standing: Chip
    opens_at: datetime
    fallback_at: datetime


@require_safe
@cache_control(max_age=0)
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw announced, also those that were given up, and how a draw works."""
    return render(request, "portal/ledger/draws.html", {"rows": [_row(one) for one in drawing.draws_shown()]})


@require_safe
@cache_control(max_age=0)
def draw(request: HttpRequest, leaf: str) -> HttpResponse:
    """One draw: what was announced, what came out, and three ways to compute it again."""
    shown = drawing.draw_shown(leaf)
    context = {
        "row": _row(shown),
        "excluded": [(EXCLUSIONS.get(reason, reason), count) for reason, count in sorted(shown.draw.excluded.items())],
        "timing": _timing(shown),
        "owed": shown.standing == "open" and shown.draw.opens_at + OWED_SECONDS < timezone.now().timestamp(),
        "fallback_used": bool(shown.result and shown.result.beacon.round == shown.draw.fallback),
        "files": sorted(path.name for path in shown.folder.iterdir() if FILES.fullmatch(path.name)),
        "has_verifier": (book.published() / "verify.py").exists(),
        "lottery_on": date.fromisoformat(shown.draw.lottery.on),
        "exclusions": list(EXCLUSIONS.items()),
    }
    return render(request, "portal/ledger/draw.html", context)


@require_safe
def draw_file(request: HttpRequest, leaf: str, name: str) -> HttpResponse:
    """A file of a draw: announcement, pool, opened secrets, result. Never changed once it is there."""
    if not re.fullmatch(r"[0-9a-f]{16}", leaf) or not FILES.fullmatch(name):
        raise NotFound(name)
    try:
        content = (drawing.draws_folder() / leaf / name).read_bytes()
    except OSError as missing:
        raise NotFound(name) from missing
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/json"
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _row(shown: drawing.DrawShown) -> Row:
    return Row(
        shown=shown,
        short=shown.leaf[: drawing.SHORT],
        standing=Chip(LOOKS[shown.standing], STANDINGS[shown.standing]),
        opens_at=datetime.fromtimestamp(shown.draw.opens_at, UTC),
        fallback_at=datetime.fromtimestamp(beacon_time(shown.draw.fallback), UTC),
    )


def _timing(shown: drawing.DrawShown) -> list[tuple[str, str]]:
    """What the proof in the result says about when the announcement was seen: verdict and sentence."""
    if shown.result is None:
        return []
    try:
        policy = parse_policy(book.policy_text()) if book.policy_text() else None
    except Refused as refused:
        return [(VERDICT_WORDS[Verdict.OPEN], str(refused))]
    return [(VERDICT_WORDS[one.verdict], one.sentence) for one in timing_findings(shown.result, policy)]
