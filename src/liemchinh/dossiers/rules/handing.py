"""Decides how the dossiers of a seat pass on, to another seat or to its next holder: offered, counted, then moved.

Three words make the minutes: who gives, who takes and says what is missing, and, where the seat changes, the head who
has them moved. What was said so far is read from the ledger's thread about the seat; no table keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_PRIVACY = gettext_noop("Chỉ có mã đơn vị và ngày; vị trí, người và mã hồ sơ nằm sau cam kết có muối.")
OFFERED = Kind("dossiers.handing_offered", gettext_noop("Lập biên bản bàn giao hồ sơ, bên giao đã ký nhận"), _PRIVACY)
TAKEN = Kind("dossiers.handing_taken", gettext_noop("Bên nhận đã đếm và nhận bàn giao hồ sơ"), _PRIVACY)
APPROVED = Kind("dossiers.handing_approved", gettext_noop("Lãnh đạo phòng cho chuyển hồ sơ đã bàn giao"), _PRIVACY)
DROPPED = Kind("dossiers.handing_dropped", gettext_noop("Bỏ biên bản bàn giao hồ sơ chưa xong"), _PRIVACY)
HANDING_KINDS = {kind.code: kind for kind in (OFFERED, TAKEN, APPROVED, DROPPED)}


def handing_subject(seat: str) -> str:
    """The ledger's thread about what passes from a seat."""
    return f"dossiers.handing:{seat}"


class Stage(StrEnum):
    """How far a hand-over has come."""

    OFFERED = "offered"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


STAGE_NAMES = {
    Stage.OFFERED: gettext_noop("Chờ bên nhận đếm và nhận"),
    Stage.TAKEN: gettext_noop("Đã nhận, chờ lãnh đạo phòng cho chuyển"),
    Stage.DONE: gettext_noop("Đã bàn giao xong"),
    Stage.DROPPED: gettext_noop("Đã bỏ"),
}


@dataclass(frozen=True)
class HandedLine:
    """One dossier as it stood when it was offered; `due_at` None when no date runs."""

    code: str
    state: int
    due_at: datetime | None


@dataclass(frozen=True)
class Handing:
    """A hand-over as its thread tells it: step of its first word, seats, people's codes and moments, what passed.

    `giver_seat` and `taker_seat` are one when only the holder changes. `offered_by` is who wrote it down: the giver, or
    the head for one who is away. `taker`, `approver` and their moments are empty until then; `moved` are codes.
    """

    step: int
    unit: str
    giver_seat: str
    taker_seat: str
    giver: str
    offered_by: str
    offered_at: datetime
    reason: str
    lines: tuple[HandedLine, ...]
    stage: Stage = Stage.OFFERED
    taker: str = ""
    taken_at: datetime | None = None
    remark: str = ""
    approver: str = ""
    approved_at: datetime | None = None
    moved: tuple[str, ...] = ()

    @property
    def changes_seat(self) -> bool:
        """Whether the dossiers go to another seat, not only to another person."""
        return self.giver_seat != self.taker_seat

    @property
    def left(self) -> tuple[str, ...]:
        """Codes that a change of seat has not moved yet, in the order of the list."""
        gone = set(self.moved)
        return tuple(line.code for line in self.lines if line.code not in gone) if self.changes_seat else ()


def may_offer(actor: Actor, *, seat: str, unit: str) -> bool:
    """Whether `actor` holds that seat, or heads or leads the unit that it is in."""
    return any(
        held.code == seat or (held.unit == unit and held.roles & {Role.HEAD, Role.LEADER}) for held in actor.seats
    )


def may_take(actor: Actor, handing: Handing) -> bool:
    """Whether `actor` holds the seat that takes, and did not give."""
    if handing.stage not in (Stage.OFFERED, Stage.TAKEN) or handing.taken_at is not None:
        return False
    return actor.code != handing.giver and any(held.code == handing.taker_seat for held in actor.seats)


def may_approve(actor: Actor, handing: Handing) -> bool:
    """Whether `actor` heads the unit of both seats and something waits to be moved."""
    if handing.stage is not Stage.TAKEN and not (handing.stage is Stage.DONE and handing.left):
        return False
    return handing.changes_seat and handing.unit in actor.units_as(Role.HEAD)


def may_drop(actor: Actor, handing: Handing) -> bool:
    """Whether `actor` may take back a hand-over that is not over: giver's side, taker's side, or the head."""
    if handing.stage not in (Stage.OFFERED, Stage.TAKEN):
        return False
    sides = {handing.giver_seat, handing.taker_seat}
    return may_offer(actor, seat=handing.giver_seat, unit=handing.unit) or any(h.code in sides for h in actor.seats)


def may_read(actor: Actor, handing: Handing) -> bool:
    """Whether the minutes exist for `actor`: both sides, those above them in the unit, and whoever spoke in them."""
    sides = {handing.giver_seat, handing.taker_seat}
    spoke = {handing.giver, handing.offered_by, handing.taker, handing.approver}
    return (
        actor.code in spoke
        or any(held.code in sides for held in actor.seats)
        or handing.unit in actor.units_as(Role.HEAD, Role.LEADER)
    )


def check_handing(allowed: bool, actor: Actor, handing: Handing) -> None:
    """Raise NotFound for who may not even read it, Refused("dossiers.handing") for a word not theirs or not due."""
    if not may_read(actor, handing):
        raise NotFound
    if not allowed:
        sentence = gettext_noop("Biên bản đang ở bước “{stage}” nên anh/chị chưa làm được việc này.")
        raise Refused("dossiers.handing", sentence, stage=STAGE_NAMES[handing.stage])


def check_offer(*, giver_seat: str, taker_seat: str, open_before: bool, lines: Sequence[HandedLine]) -> None:
    """Refuse a second hand-over of one seat beside an open one, and an empty one to another seat."""
    if open_before:
        raise Refused("dossiers.handing_open", gettext_noop("Vị trí này đang có một biên bản bàn giao chưa xong."))
    if giver_seat != taker_seat and not lines:
        raise Refused("dossiers.handing_empty", gettext_noop("Vị trí này không giữ hồ sơ nào để bàn giao."))
