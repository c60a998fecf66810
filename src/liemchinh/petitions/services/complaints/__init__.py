"""Changes of complaints: one verb a function, each one act of the move table."""

from liemchinh.petitions.services.complaints.acceptance import Examined as Examined
from liemchinh.petitions.services.complaints.acceptance import accept as accept
from liemchinh.petitions.services.complaints.acceptance import propose as propose
from liemchinh.petitions.services.complaints.acceptance import refuse as refuse
from liemchinh.petitions.services.complaints.deciding import close as close
from liemchinh.petitions.services.complaints.deciding import decide as decide
from liemchinh.petitions.services.complaints.deciding import enforce as enforce
from liemchinh.petitions.services.complaints.deciding import publish as publish
from liemchinh.petitions.services.complaints.deciding import send as send
from liemchinh.petitions.services.complaints.staying import deem_complex as deem_complex
from liemchinh.petitions.services.complaints.staying import resume as resume
from liemchinh.petitions.services.complaints.staying import suspend as suspend
from liemchinh.petitions.services.complaints.staying import terminate as terminate
from liemchinh.petitions.services.complaints.staying import withdraw as withdraw
from liemchinh.petitions.services.complaints.verification import hold_dialogue as hold_dialogue
from liemchinh.petitions.services.complaints.verification import invite as invite
from liemchinh.petitions.services.complaints.verification import report as report
from liemchinh.petitions.services.complaints.verification import verify as verify
