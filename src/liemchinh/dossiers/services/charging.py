"""Changes what is owed with every event: charged when a dossier is received, closed when it ends without a result.

Called from the two places where events are written, in their transaction, before anybody is told. The fee is that of
the version and of the way of filing; a version that states no amount leaves it to a cashier, and one that states
nothing at all charges nothing: nobody may ask for what is not published (Decree 118/2025/NĐ-CP, article 5.1.đ).
"""

from typing import TYPE_CHECKING

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Event
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.words import fold
from liemchinh.payments import services as payments
from liemchinh.payments.rules import Kind, Moment
from liemchinh.procedures.rules import FeeState

if TYPE_CHECKING:
    from liemchinh.procedures.models import Channel

WITHOUT_RESULT = frozenset({rules.State.REFUSED, rules.State.WITHDRAWN, rules.State.STOPPED})
CHARGED_IN = frozenset({FeeState.AMOUNT, FeeState.VARIES})


def followed(event: Event, *, unit: str, channel: "Channel | None" = None) -> None:
    """Charge, close or open again what this event calls for; nothing is asked of the database for any other.

    `unit` is the code of the dossier's authority, `channel` the way of filing where the caller has it.
    """
    by = Actor(code=event.by, name="")
    subject = event.dossier.code
    if event.undoes is not None:
        payments.reopen_charges(subject=subject, by=by, at=event.at)
    elif event.verb == "receive":
        _charge(event, channel or _channel(event), unit, by)
    elif event.state in WITHOUT_RESULT and event.state_before not in (None, event.state):
        reason = event.reason or rules.MOVE[event.verb].kind.sentence
        payments.close_charges(subject=subject, reason=reason[:500], by=by, at=event.at)


def _charge(event: Event, channel: "Channel | None", unit: str, by: Actor) -> None:
    dossier = event.dossier
    if channel is None or channel.fee_state not in CHARGED_IN:
        return
    payments.charge(
        subject=dossier.code,
        unit=unit,
        name=dossier.version.name,
        amount=channel.fee_amount or None,  # a sum in foreign money is fixed in đồng by a cashier
        kind=Kind.CHARGE if "le phi" in fold(f"{channel.fee_raw} {channel.fee_note}") else Kind.FEE,
        at_moment=Moment.RECEPTION,
        by=by,
        at=event.at,
        basis=dossier.basis,
        unit_id=dossier.authority_id,
    )


def _channel(event: Event) -> "Channel | None":
    """The way of filing that was chosen when the dossier was opened; of an older dossier one of its kind."""
    dossier = event.dossier
    opening = event
    if event.step > 1:
        opening = queries.last_event(dossier, "register") or queries.last_event(dossier, "file") or event
    rows = dossier.version.channels
    chosen = opening.facts.get("channel")
    return rows.filter(pk=chosen).first() if chosen else rows.filter(kind=dossier.channel).order_by("ordinal").first()
