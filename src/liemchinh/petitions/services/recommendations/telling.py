"""Changes the outbox with what only recommendations tell: a question to the sender, an answer to joined letters.

The link of "is it solved?" opens one page with two buttons and nothing else: who gets hold of it learns nothing.
"""

from django.conf import settings
from django.core import signing

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written
from liemchinh.notices import services as notices
from liemchinh.notices.rules import Recipient
from liemchinh.org import queries as org
from liemchinh.petitions.models import Petition, Petitioner, PetitionEvent

_SALT = "liemchinh.petitions.solved"


def solved_secret(code: str, step: int) -> str:
    """What the address of the page "is it solved?" ends in: a petition and the step in which it was asked, signed."""
    return signing.dumps([code, step], salt=_SALT)


def read_secret(secret: str) -> tuple[str, int]:
    """The petition and the step that a secret was made for. Raises NotFound for anything else."""
    try:
        code, step = signing.loads(secret, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise NotFound(secret) from wrong
    return str(code), int(step)


def tell_sender(event: PetitionEvent, template: str, *, state: str = "", to: Petition | None = None) -> None:
    """Put a notice about this event into the outbox for the first sender of its petition, or of the joined one `to`."""
    petition = to or event.petition
    first = None
    if any(petition.notify.values()):
        people = Petitioner.objects.filter(petition=petition, withdrawn_at__isnull=True)
        first = people.order_by("number").first()
    if first is None:
        return
    link = f"{settings.PUBLIC_URL}/don/?ma={petition.code}"
    if event.verb == "ask_solved":
        link = f"{settings.PUBLIC_URL}/phan-anh/da-xong/{solved_secret(petition.code, event.step)}"
    with as_written():  # what is sent is Vietnamese, whoever was reading when it was written
        office = petition.authority.code
        facts = {
            "code": petition.code,
            "office": org.unit_names([office], local_day(event.at)).get(office, ""),
            "state": state,
            "link": link,
        }
        notices.tell(
            subject=petition.code,
            unit=office,
            template=template,
            to=Recipient.consented(petition.notify, email=first.email, phone=first.phone),
            facts={name: text for name, text in facts.items() if text},
            by=Actor(code=event.by, name=""),
            at=event.at,
            once=f"{event.petition.code}/{event.step}/{petition.code}/{template}"[:120],
        )
