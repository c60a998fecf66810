"""Addresses of the desk, a module per room."""

from django.urls import path

from liemchinh.desk.dossiers import acts, custody, dossier, leader, lists, queue, receive, signing

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tiep-nhan/", receive.receive, name="receive"),
    path("giao-nhan/", custody.hand_over, name="hand_over"),
    path("ky/", signing.sign, name="sign"),
    path("tra-ket-qua/", lists.give_back, name="give_back"),
    path("tim/", lists.search, name="search"),
    path("danh-sach/", lists.listed, name="listed"),
    path("bang-dieu-hanh/", leader.leader, name="leader"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/xong/", receive.done, name="done"),
    path("ho-so/<str:code>/giay/<str:name>/", dossier.paper, name="paper"),
    path("ho-so/<str:code>/tep/<int:number>/", dossier.attachment, name="attachment"),
    path("ho-so/<str:code>/<slug:slug>/", acts.act, name="act"),
]
