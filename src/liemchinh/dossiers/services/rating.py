"""Changes the ratings: one for a dossier whose result was returned, kept apart from the dossier and from the person."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier, Rating, RatingSlip
from liemchinh.dossiers.queries import testimony
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger

LONGEST_REMARK = 1000


@transaction.atomic
def rate(
    *, dossier: Dossier, level: int, answers: Mapping[str, str], remark: str = "", by: Actor, at: datetime
) -> None:
    """Take the one rating of a dossier, of which the caller has checked that its secret was shown.

    Neither the rating nor its entry in the log says which dossier it came from. Raises Refused "dossiers.rated" for a
    second one, "dossiers.rate_…" for one that cannot be taken.
    """
    erased = dossier.erased_at is not None
    given = rules.check_rating(state=rules.State(dossier.state), erased=erased, level=level, answers=answers)
    try:
        with transaction.atomic():
            RatingSlip(digest=queries.slip_of(dossier)).save(force_insert=True)
    except IntegrityError:
        sentence = gettext_noop("Hồ sơ này đã được đánh giá. Mỗi hồ sơ đánh giá một lần.")
        raise Refused("dossiers.rated", sentence) from None
    row = Rating(
        code=secrets.token_hex(16),
        unit_id=dossier.authority_id,
        field=dossier.version.field,
        month=local_day(at).replace(day=1),
        level=level,
        answers=given,
        remark=nfc(remark.strip())[:LONGEST_REMARK],
    )
    row.save(force_insert=True)
    ledger.record_about(
        f"dossiers.ratings:{dossier.authority.code}",
        kind=rules.RATED,
        by=by,
        at=at,
        unit=dossier.authority.code,
        facts={},
        rows=[testimony.RATING.told(row)],
    )
