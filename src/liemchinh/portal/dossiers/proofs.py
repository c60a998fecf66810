"""What proves the steps of a dossier: their numbers in the public book, the promises of those that wait for one, and
the files to take home."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries
from liemchinh.dossiers.queries import Fact, Tracked
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Knot, NavLink
from liemchinh.face.templatetags.face import number
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.core.promise import digits
from liemchinh.ledger.core.proof import LogProof, Opening, pack_opening, parse_opening, parse_proof
from liemchinh.portal.dossiers import ticket
from liemchinh.portal.ledger.book import published_size

KEY_ONLY_CODE = "portal.key_only"
KEY_ONLY = gettext_noop(
    "Giấy đã cấp và bằng chứng đầy đủ chỉ mở bằng mã bí mật in trên giấy. Hãy mở lại hồ sơ bằng mã ấy."
)
FOR_OTHERS = "cong-khai"
"""`?ban=cong-khai`: the same proof without the private record and its salt."""


def with_marks(found: Tracked, fact: Fact) -> Iterator[Knot]:
    """The thread as the page shows it: each step with its number in the book, and its proof once it is published.

    The whole proof is for who has shown the key; for others the one without the private record.
    """
    entries = {event.step: event.entry_id for event in found.events}
    places = ledger.places(entries.values())
    size = _size()
    for knot in found.knots:
        mark = ""
        links: tuple[NavLink, ...] = ()
        if knot.step is not None:
            place = places.get(entries[knot.step])
            if place is None or place >= size:
                mark = gettext("Đang chờ vào sổ công khai (thường dưới 1 phút)")
                address = reverse("portal:vow", args=[found.dossier.code, knot.step])
                links = (NavLink(gettext("Tải lời hứa đã ký"), address),)
            else:
                mark = gettext("Số {place} trong sổ công khai").format(place=number(place))
                address = reverse("portal:proof", args=[found.dossier.code, knot.step])
                for_others = NavLink(gettext("Bản cho người khác"), f"{address}?ban={FOR_OTHERS}")
                links = (NavLink(gettext("Tải bằng chứng"), address), for_others) if fact is Fact.KEY else (for_others,)
        yield Knot(knot.title, knot.state, knot.at, knot.place, knot.detail, knot.note, mark, links)  # type: ignore[arg-type]


def _size() -> int:
    try:
        return published_size()
    except Refused:  # a checkpoint that cannot be read proves nothing to anybody
        return 0


@never_cache
@require_safe
@limited(READING)
def proof(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Download the proof that one step is in the public book; `?ban=cong-khai` leaves out what is private."""
    fact = ticket.admits(request, code=code)
    if fact is None:
        return ticket.to_the_door(code)
    if fact is not Fact.KEY and request.GET.get("ban") != FOR_OTHERS:
        raise Refused(KEY_ONLY_CODE, KEY_ONLY)
    content = ledger.proof_bytes(_entry_of(code, step))
    if content is None:
        raise Refused("ledger.waiting", gettext_noop("Bước này đang chờ vào sổ công khai. Hãy thử lại sau một phút."))
    name = f"{code}-{step}"
    if request.GET.get("ban") == FOR_OTHERS:
        content, name = without_record(content), f"{name}-{FOR_OTHERS}"
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.tlog-proof"'
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
@limited(READING)
def vow(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Download the signed promise that one step will be in the public book, as text, to show to anybody: no salt."""
    if not ticket.admits(request, code=code):
        return ticket.to_the_door(code)
    promise = ledger.promise_of(_entry_of(code, step)).promise
    if promise is None:
        raise Refused("ledger.unsigned", gettext_noop("Chưa ký được lời hứa. Hãy thử lại sau vài phút."))
    words = gettext("Lời hứa ghi sổ, hồ sơ {code}, bước {step}:").format(code=code, step=step)
    content = f"{words} #{digits(replace(promise, salt=b''))}\n"
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{step}-loi-hua.txt"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _entry_of(code: str, step: int) -> int:
    """The entry of a step that the applicant is shown. Raises NotFound for others: those are the office's own."""
    found = queries.opened(code)
    if found is None:
        raise NotFound(code)
    tracked = queries.tracked(found, at=timezone.now())
    if step not in {knot.step for knot in tracked.knots}:
        raise NotFound(str(step))
    return next(event.entry_id for event in tracked.events if event.step == step)


def without_record(content: bytes) -> bytes:
    """The same proof for other eyes: the public entry stays, the private record and its salt do not."""
    whole = parse_proof(content)
    entry = parse_opening(whole.extra).entry
    return LogProof(whole.index, whole.hashes, whole.note, pack_opening(Opening(entry))).to_bytes()
