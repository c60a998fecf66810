"""The pages of moves that every class of petition knows."""

from liemchinh.desk.forms.petitions import intake as forms
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.petitions import services

COMMON = {
    "sort": Act("phan-loai", forms.SortForm, services.sort),
    "guide": Act("huong-dan", forms.GuideForm, services.guide),
    "forward": Act("chuyen-don", forms.SendForm, services.forward),
    "return": Act("tra-lai-don", forms.ReturnForm, services.give_back),
    "urge": Act("don-doc", forms.SendForm, services.urge),
    "split": Act("tach-don", forms.SplitForm, services.split),
    "archive": Act("luu-don", forms.ArchiveForm, services.archive),
    "attach": Act("dinh-kem", forms.AttachForm, services.attach),
    "correct": Act("sua-so", forms.CorrectForm, services.correct),
    "add_words": Act("bo-sung", forms.WordsForm, services.add_words),
    "note_duty": Act("da-lam", forms.DutyForm, services.note_duty),
    "climb": Act("chuyen-len", forms.ClimbForm, services.climb),
}
