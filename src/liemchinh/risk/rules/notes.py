"""Decides who may read cases and who may explain one, in words that stay."""

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc

NOTED = Kind(
    "risk.case_explained",
    gettext_noop("Đơn vị giải thích một trường hợp cần xem khi đọc tỷ lệ đúng hạn"),
    gettext_noop("Chỉ có mã đơn vị; hồ sơ, người và lời giải thích nằm sau cam kết có muối."),
)
READERS = (Role.LEADER, Role.HEAD, Role.AUDITOR, Role.OVERSEER)
WRITERS = (Role.LEADER, Role.HEAD)
LONGEST = 2000


def check_note(actor: Actor, *, authority: str, division: str, text: str) -> str:
    """The tidy words of an explanation, if this actor may give it: the leader, or the head of the division concerned.

    Raises NotFound for strangers, Refused("risk.note_empty" or "risk.note_long").
    """
    leads = authority in actor.authorities_as(Role.LEADER)
    if not leads and not (division and division in actor.units_as(Role.HEAD)):
        raise NotFound("case")
    tidy = nfc(text.strip())
    if not tidy:
        raise Refused("risk.note_empty", gettext_noop("Chưa ghi lời giải thích."))
    if len(tidy) > LONGEST:
        sentence = gettext_noop("Lời giải thích dài quá {most} chữ cái.")
        raise Refused("risk.note_long", sentence, most=LONGEST)
    return tidy
