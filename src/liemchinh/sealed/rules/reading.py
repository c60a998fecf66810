"""Decides what keys are for."""

from enum import StrEnum

from liemchinh.kernel.words import gettext_noop


class Purpose(StrEnum):
    """What a key opens."""

    READER = "reader"
    CUSTODIAN = "custodian"
    RECOVERY = "recovery"


PURPOSE_NAMES = {
    Purpose.READER: gettext_noop("Đọc tin"),
    Purpose.CUSTODIAN: gettext_noop("Giữ danh tính"),
    Purpose.RECOVERY: gettext_noop("Phục hồi khóa mất"),
}
