"""Filing from afar, for tests: a draft filled in page by page, and dossiers that were filed."""

from datetime import datetime
from typing import Any

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.rules import Question, Return
from liemchinh.kernel.actors import APPLICANT
from tests.builders import MORNING
from tests.cast import COMMUNE
from tests.rooms.dossiers.ground import png

HERE = "2.000908"
"""Cấp bản sao từ sổ gốc: one working day, two papers, filed on our own site."""
PROOF = 1
"""The number of its first paper."""

WHO = {"name": "Nguyễn Thị Thí Dụ", "identity": "000000000012", "address": "Thôn Mẫu, xã An Mẫu"}
CONTACT = {"phone": "0999123456", "email": "thi.du@example.vn", "notify": {"email": True, "sms": False, "zalo": False}}


def begun(when: datetime = MORNING) -> str:
    """The secret of an empty draft."""
    return services.begin_draft(procedure=HERE, unit=COMMUNE, by=APPLICANT, at=when)[1]


def filled(when: datetime = MORNING, **changes: Any) -> str:
    """The secret of a draft in which everything is answered: one photo, one paper that is not there."""
    secret = begun(when)
    said: dict[Question, Any] = {
        Question.WHO: WHO,
        Question.CONTACT: CONTACT,
        Question.REQUEST: {"text": "Xin 2 bản sao giấy khai sinh"},
        Question.RESULT: {"method": Return.COUNTER},
        **changes.get("answers", {}),
    }
    for question, answers in said.items():
        services.save_draft(secret=secret, question=question, answers=answers, at=when)
    services.add_files(secret=secret, number=PROOF, files=[services.Upload("cccd.png", png(7))], at=when)
    services.set_absent(secret=secret, number=PROOF + 1, why="Tôi tự xin cho mình.", at=when)
    return secret


def filed(when: datetime = MORNING, **changes: Any) -> Dossier:
    """A dossier filed from afar, waiting for the one-stop."""
    return services.submit_draft(secret=filled(when, **changes), at=when)
