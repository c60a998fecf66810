"""Shows how much is paid without coming to a counter: a part of the national service index (Decision 766, 3.6)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from liemchinh.payments.models import Charge, Payment
from liemchinh.payments.rules import Method


def paid_from_afar(start: datetime, end: datetime) -> tuple[int, int]:
    """Dossiers charged in that time that were paid by transfer or through the portal, and all with a fee. Two queries.

    What was paid by mistake and taken back does not count.
    """
    charged = Charge.objects.filter(charged_at__gte=start, charged_at__lt=end, amount__gt=0)
    kept = Payment.objects.filter(charge=OuterRef("pk"), reverses__isnull=True, reversal__isnull=True)
    afar = charged.filter(Exists(kept.filter(method__in=[Method.TRANSFER, Method.PORTAL])))
    return (
        afar.values("subject").distinct().count(),
        charged.values("subject").distinct().count(),
    )
