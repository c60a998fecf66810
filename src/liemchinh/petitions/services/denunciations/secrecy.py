"""The check of words that others will read, against what is known of those who denounced."""

from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.petitions.models import Petition, Petitioner
from liemchinh.petitions.rules import denunciations as law


def check_secret(petition: Petition, *texts: str) -> None:
    """Raise Refused("denunciations.leak") when one of `texts` would lead to somebody behind this petition.

    Also to those who have withdrawn: their names stay secret.
    """
    people = [
        law.Denouncer(name=row.name, identity=row.identity, address=row.address, phone=row.phone, email=row.email)
        for row in Petitioner.objects.filter(petition=petition).order_by("number")
    ]
    about, came_on = petition.about, local_day(petition.received_at)
    persons = {about.get("person") or "", org.holder_of(about["seat"], came_on) or "" if about.get("seat") else ""} - {
        ""
    }
    accused = list(org.people(persons).values()) if persons else []
    for text in texts:
        law.check_secret(text, people, accused=accused)
