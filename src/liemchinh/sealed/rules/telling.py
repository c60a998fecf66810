"""Decides about a report that somebody tells and an official writes down: who may write it, what it can be in law.

Law on Denunciations arts. 22, 23.2: a denunciation is written, or told in person, written down and signed. Told over a
telephone it is no denunciation, but may be a lead (art. 25).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.cases import Report
from liemchinh.sealed.rules.routing import Accused, Holder, is_shut_out

WRITERS = frozenset({Role.RECEPTION, Role.SEALED})
"""Seats whose holders write down what is told to them. They need no key: what they wrote they cannot open."""


class Heard(StrEnum):
    """How it was told."""

    HERE = "here"
    PHONE = "phone"


HEARD_NAMES = {
    Heard.HERE: gettext_noop("Người kể ngồi trước mặt"),
    Heard.PHONE: gettext_noop("Qua điện thoại"),
}
_HEARD_WRITTEN = {Heard.HERE: "kể trực tiếp", Heard.PHONE: "kể qua điện thoại"}


def check_writer(writers: Collection[Holder], accused: Accused, *, levels: Sequence[str]) -> None:
    """The rule of the chart for whoever writes it down, with each of their seats: not the accused, their unit, kin, nor
    anybody below a head who is accused. `levels` as in `route`. Raises Refused("sealed.too_near").
    """
    below = accused.climbs and any(one.authority == levels[0] for one in writers)
    if below or any(is_shut_out(one, accused) for one in writers):
        raise Refused(
            "sealed.too_near",
            gettext_noop("Anh/chị không ghi tin này: nó nói về đơn vị, cấp trên hoặc người thân đã khai của anh/chị."),
        )


def check_told(kind: Report, heard: Heard, *, identity: Mapping[str, str], signed: bool) -> None:
    """What is told can be of this kind. Raises Refused("sealed.by_phone"), ("sealed.unsigned"), ("sealed.nameless")."""
    if kind is not Report.NAMED:
        return
    if heard is Heard.PHONE:
        raise Refused(
            "sealed.by_phone",
            gettext_noop("Kể qua điện thoại chưa phải là tố cáo. Ghi thành tin không nêu tên, hoặc mời người kể đến."),
        )
    if not (identity.get("name", "").strip() and identity.get("address", "").strip()):
        raise Refused(
            "sealed.nameless", gettext_noop("Tố cáo cần họ tên và địa chỉ. Không muốn nêu tên thì ghi thành báo tin.")
        )
    if not signed:
        raise Refused(
            "sealed.unsigned",
            gettext_noop("Tố cáo kể lại phải có bản viết được ký hoặc điểm chỉ. Chưa có thì ghi thành báo tin."),
        )


def told_words(words: str, *, about: str, heard: Heard, writer: str, unit: str, on: date) -> str:
    """What is sealed: whom it is about, by whom it was written down and how it was told, then the words. Only here."""
    head = (
        f"Nói về: {about or '-'}",
        f"Người ghi: {writer}, {unit}; {_HEARD_WRITTEN[heard]}, ngày {short_day(on)}; đã đọc lại cho người kể nghe.",
    )
    return "\n".join((*head, "", words))
