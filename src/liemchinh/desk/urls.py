"""Addresses of the desk, a module per room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from liemchinh.desk import manage
from liemchinh.desk.account import readings
from liemchinh.desk.dossiers import acts, custody, dossier, leader, lists, queue, receive, signing


class CodeInAddress(StringConverter):
    """A dossier code in an address; what can be no code leads nowhere and asks no database."""

    regex = r"[A-Za-z0-9.\-]{6,60}"


register_converter(CodeInAddress, "ma")

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tiep-nhan/", receive.receive, name="receive"),
    path("giao-nhan/", custody.hand_over, name="hand_over"),
    path("ky/", signing.sign, name="sign"),
    path("tra-ket-qua/", lists.give_back, name="give_back"),
    path("tim/", lists.search, name="search"),
    path("danh-sach/", lists.listed, name="listed"),
    path("quan-ly/", manage.manage, name="manage"),
    path("quan-ly/luot-xem/", readings.readings, name="readings"),
    path("bang-dieu-hanh/", leader.leader, name="leader"),
    path("ho-so/<ma:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<ma:code>/xong/", receive.done, name="done"),
    path("ho-so/<ma:code>/giay/<str:name>/", dossier.paper, name="paper"),
    path("ho-so/<ma:code>/tep/<int:number>/", dossier.attachment, name="attachment"),
    path("ho-so/<ma:code>/<slug:slug>/", acts.act, name="act"),
]
