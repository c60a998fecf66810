"""Shows the audit what no entry tells of this room, and why."""

from liemchinh.ledger.auditing.tables import Testimony
from liemchinh.notices.models import Message, ProviderToken

TESTIMONY = Testimony(
    "notices",
    left_out={
        Message: "a letter on its way: what it tells of has its own entry; what people do to it is noted in words",
        ProviderToken: "a secret that changes every day; it is nobody's act and nobody's record",
    },
)
