"""Addresses of the desk, a module per room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from liemchinh.desk import manage
from liemchinh.desk.account import readings
from liemchinh.desk.dossiers import acts, custody, dossier, leader, lists, queue, receive, signing, together
from liemchinh.desk.org import acts as unit_acts
from liemchinh.desk.org import calendar, people, rehoming, seats, units


class CodeInAddress(StringConverter):
    """A dossier code in an address; what can be no code leads nowhere and asks no database."""

    regex = r"[A-Za-z0-9.\-]{6,60}"


class OfficeCode(StringConverter):
    """The code of a unit, a seat or an official in an address."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.\-]{0,59}"


register_converter(CodeInAddress, "ma")
register_converter(OfficeCode, "office")

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tiep-nhan/", receive.receive, name="receive"),
    path("giao-nhan/", custody.hand_over, name="hand_over"),
    path("ky/", signing.sign, name="sign"),
    path("tra-ket-qua/", lists.give_back, name="give_back"),
    path("phoi-hop/", together.together, name="together"),
    path("tim/", lists.search, name="search"),
    path("danh-sach/", lists.listed, name="listed"),
    path("quan-ly/", manage.manage, name="manage"),
    path("quan-ly/luot-xem/", readings.readings, name="readings"),
    path("quan-ly/lich/", calendar.calendar, name="calendar"),
    path("quan-ly/lich/quyet-dinh/", calendar.decide, name="calendar_decide"),
    path("quan-ly/lich/quyet-dinh/<int:number>/rut/", calendar.withdraw, name="calendar_withdraw"),
    path("quan-ly/gio-lam-viec/", calendar.hours, name="office_hours"),
    path("quan-ly/don-vi/", units.units, name="units"),
    path("quan-ly/don-vi/<office:code>/", units.unit, name="unit"),
    path("quan-ly/don-vi/<office:code>/<slug:slug>/", unit_acts.unit_act, name="unit_act"),
    path("quan-ly/vi-tri/<office:code>/", seats.seat, name="seat"),
    path("quan-ly/can-bo/", people.people, name="people"),
    path("quan-ly/can-bo/<office:code>/", people.person, name="person"),
    path("quan-ly/can-bo-moi/", people.person_new, name="person_new"),
    path("quan-ly/ho-so-cho-phong/", rehoming.rehoming, name="rehoming"),
    path("bang-dieu-hanh/", leader.leader, name="leader"),
    path("ho-so/<ma:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<ma:code>/xong/", receive.done, name="done"),
    path("ho-so/<ma:code>/giay/<str:name>/", dossier.paper, name="paper"),
    path("ho-so/<ma:code>/tep/<int:number>/", dossier.attachment, name="attachment"),
    path("ho-so/<ma:code>/<slug:slug>/", acts.act, name="act"),
]
