"""Stores petitions, who sent them, their events, files and duties. Nothing is decided here."""

from liemchinh.petitions.models.mail import Mailbox as Mailbox
from liemchinh.petitions.models.mail import MailItem as MailItem
from liemchinh.petitions.models.petition import Counter as Counter
from liemchinh.petitions.models.petition import Duty as Duty
from liemchinh.petitions.models.petition import Petition as Petition
from liemchinh.petitions.models.petition import Petitioner as Petitioner
from liemchinh.petitions.models.petition import PetitionEvent as PetitionEvent
from liemchinh.petitions.models.petition import PetitionFile as PetitionFile
from liemchinh.petitions.models.published import Likeness as Likeness
from liemchinh.petitions.models.published import LikenessBand as LikenessBand
from liemchinh.petitions.models.published import Publication as Publication
from liemchinh.petitions.models.published import PublicationFile as PublicationFile
from liemchinh.petitions.models.published import SameMatter as SameMatter
