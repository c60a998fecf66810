"""What may be sent: parameters with their limits, the same in every room. A text has no control characters."""

from datetime import date, datetime
from typing import Annotated

from ninja import Header, Path, Query
from pydantic import AfterValidator, BeforeValidator

from liemchinh.kernel.days import local

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
CODE = r"^[A-Za-z0-9.\- ]{1,60}$"
LAST_PAGE = 10_000
PAGE = 50
"""Lines on one page of a list."""

Words = Annotated[
    str, Query(max_length=150, pattern=PRINTABLE, description="Words to look for; marks may be left out.")
]
PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE, description="Page, from 1.")]
ProcedureCode = Annotated[
    str,
    Path(
        min_length=1, max_length=60, pattern=PRINTABLE, description="National code of the procedure, e.g. `1.004222`."
    ),
]
UnitCode = Annotated[str, Path(pattern=CODE, description="Code of the unit, old codes too, e.g. `H99.12`.")]
DossierCode = Annotated[str, Path(pattern=CODE, description="Code on the receipt, e.g. `H99.12-260918-0042`.")]
SecondFact = Annotated[
    str,
    Header(
        alias="X-Second-Fact",
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9.\- ]+$",
        description="Last four digits of the applicant's phone, or the key printed on the receipt.",
    ),
]


def _iso(given: object) -> object:
    """Days and moments are written as ISO 8601; a bare number is neither."""
    if isinstance(given, str) and not given[:5].endswith("-"):
        raise ValueError("not ISO 8601")
    return given


Day = Annotated[date, BeforeValidator(_iso)]
Moment = Annotated[datetime, BeforeValidator(_iso)]
LocalMoment = Annotated[datetime, AfterValidator(local)]
"""A moment that goes out, on the Vietnamese clock."""


def last_page(total: int) -> int:
    """The number of the last page of a list of `total` lines; 1 for an empty list."""
    return max(1, -(-total // PAGE))
