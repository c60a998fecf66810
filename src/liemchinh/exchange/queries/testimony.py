"""Shows the audit what entries tell of this room, and what they leave out and why."""

from liemchinh.exchange.models import Arrival, Held, Parcel
from liemchinh.ledger.auditing.tables import Table, Testimony

ARRIVAL = Table(Arrival, key=("code",), left_out={"id": "the database's own number of the row"})

TESTIMONY = Testimony(
    "exchange",
    tables=(ARRIVAL,),
    left_out={
        Parcel: "a letter on its way: what it tells of has its own entry; what people do to it is noted in words",
        Held: "a message that became nothing; what people do to it is noted in words",
    },
)
