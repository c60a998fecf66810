"""Addresses of the desk, a module per room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from liemchinh.desk import manage
from liemchinh.desk.account import identities, readings
from liemchinh.desk.dossiers import acts, custody, dossier, lists, online, queue, receive, register, signing, together
from liemchinh.desk.exchange import exchange
from liemchinh.desk.leaders import page as leaders
from liemchinh.desk.leaders import prints as leader_prints
from liemchinh.desk.notices import outbox
from liemchinh.desk.org import acts as unit_acts
from liemchinh.desk.org import calendar, handing, kin, people, rehoming, seats, units
from liemchinh.desk.payments import accounts, bank, charges, reversals, sheets
from liemchinh.desk.petitions import acts as petition_acts
from liemchinh.desk.petitions import duplicates as petition_duplicates
from liemchinh.desk.petitions import mail as petition_mail
from liemchinh.desk.petitions import media as petition_media
from liemchinh.desk.petitions import petition
from liemchinh.desk.petitions import publishing as petition_publishing
from liemchinh.desk.petitions import receive as petition_receive
from liemchinh.desk.petitions import register as petition_register
from liemchinh.desk.procedures import editing, procedure, publishing, transfers
from liemchinh.desk.procedures import lists as catalogue
from liemchinh.desk.reception import book as reception_book
from liemchinh.desk.reception import bookings as reception_bookings
from liemchinh.desk.reception import calendar as reception_calendar
from liemchinh.desk.reception import conclusions as reception_conclusions
from liemchinh.desk.reception import forwarded as reception_forwarded
from liemchinh.desk.reception import register as reception_register
from liemchinh.desk.reception import visits as reception_visits
from liemchinh.desk.risk import gaming
from liemchinh.desk.sealed import acts as sealed_acts
from liemchinh.desk.sealed import cases as sealed_cases
from liemchinh.desk.sealed import halves as sealed_halves
from liemchinh.desk.sealed import identities as sealed_identities
from liemchinh.desk.sealed import keys as sealed_keys
from liemchinh.desk.sealed import recovery as sealed_recovery
from liemchinh.desk.sealed import told as sealed_told


class CodeInAddress(StringConverter):
    """A dossier code in an address; what can be no code leads nowhere and asks no database."""

    regex = r"[A-Za-z0-9.\-]{6,60}"


class OfficeCode(StringConverter):
    """The code of a unit, a seat or an official in an address."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.\-]{0,59}"


class ProcedureCode(StringConverter):
    """The code of a procedure in an address: somebody else gave it, and it may hold a stroke."""

    regex = r"[^\x00-\x1f\x7f]{1,60}"


register_converter(CodeInAddress, "ma")
register_converter(ProcedureCode, "thutuc")
register_converter(OfficeCode, "office")

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tiep-nhan/", receive.receive, name="receive"),
    path("giao-nhan/", custody.hand_over, name="hand_over"),
    path("ky/", signing.sign, name="sign"),
    path("nop-truc-tuyen/", online.online, name="online"),
    path("ho-tro-nop/", online.assist, name="assist"),
    path("tra-ket-qua/", lists.give_back, name="give_back"),
    path("phoi-hop/", together.together, name="together"),
    path("tim/", lists.search, name="search"),
    path("danh-sach/", lists.listed, name="listed"),
    path("tiep-dan/", reception_visits.today, name="reception_today"),
    path("tiep-dan/ghi/", reception_visits.record, name="reception_record"),
    path("tiep-dan/so/", reception_register.register, name="reception_register"),
    path("tiep-dan/luot/<ma:code>/", reception_visits.visit, name="visit"),
    path("tiep-dan/luot/<ma:code>/giay/<slug:name>/", reception_visits.paper, name="visit_paper"),
    path("tiep-dan/luot/<ma:code>/<slug:slug>/", reception_visits.act, name="visit_act"),
    path("tiep-dan/ket-luan/", reception_conclusions.conclusions, name="conclusions"),
    path("tiep-dan/ket-luan/moi/", reception_conclusions.conclude, name="reception_conclude"),
    path("tiep-dan/ket-luan/<int:number>/", reception_conclusions.conclusion, name="conclusion"),
    path("tiep-dan/ket-luan/<int:number>/giay/", reception_conclusions.conclusion_paper, name="conclusion_paper"),
    path("tiep-dan/cho-ket-qua/", reception_forwarded.forwarded, name="reception_forwarded"),
    path("tiep-dan/viec/", reception_conclusions.tasks, name="reception_tasks"),
    path("tiep-dan/viec/<int:number>/", reception_conclusions.task, name="reception_task"),
    path("tiep-dan/lich/", reception_calendar.calendar, name="reception_calendar"),
    path("tiep-dan/lich/moi/", reception_calendar.plan, name="reception_plan"),
    path("tiep-dan/lich/so-giay/", reception_book.book, name="reception_book"),
    path("tiep-dan/lich/thuong-xuyen/", reception_calendar.regular, name="reception_desk"),
    path("tiep-dan/lich/<int:number>/", reception_calendar.session, name="reception_session"),
    path("tiep-dan/lich/<int:number>/<slug:slug>/", reception_calendar.session_act, name="reception_session_act"),
    path("tiep-dan/lich-hen/<slug:code>/", reception_bookings.booking, name="reception_booking"),
    path("quan-ly/", manage.manage, name="manage"),
    path("quan-ly/danh-tinh/", identities.identities, name="identities"),
    path("quan-ly/nguoi-than/", kin.kin, name="kin"),
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
    path("quan-ly/ban-giao/", handing.handing, name="handing"),
    path("quan-ly/ban-giao/<office:code>/<int:step>/", handing.handed, name="handed"),
    path("quan-ly/ban-giao/<office:code>/<int:step>/bien-ban.pdf", handing.minutes, name="minutes"),
    path("quan-ly/ho-so-cho-phong/", rehoming.rehoming, name="rehoming"),
    path("quan-ly/danh-muc/", catalogue.catalogue, name="catalogue"),
    path("quan-ly/danh-muc/so-luong/", catalogue.counts, name="catalogue_counts"),
    path("quan-ly/danh-muc/moi/", editing.new, name="catalogue_new"),
    path("quan-ly/danh-muc/chuyen-cap/", transfers.transfer, name="catalogue_transfer"),
    path("quan-ly/danh-muc/<thutuc:code>/so-sanh/", procedure.compare, name="catalogue_compare"),
    path("quan-ly/danh-muc/<thutuc:code>/du-thao/", editing.draft, name="catalogue_draft"),
    path("quan-ly/danh-muc/<thutuc:code>/du-thao/<slug:slug>/", editing.section, name="catalogue_section"),
    path("quan-ly/danh-muc/<thutuc:code>/cong-bo/", publishing.publish, name="catalogue_publish"),
    path("quan-ly/danh-muc/<thutuc:code>/huy/", publishing.cancel, name="catalogue_cancel"),
    path("quan-ly/danh-muc/<thutuc:code>/bai-bo/", publishing.end, name="catalogue_end"),
    path("quan-ly/danh-muc/<thutuc:code>/", procedure.procedure, name="catalogue_procedure"),
    path("quan-ly/tin-bao/", outbox.outbox, name="outbox"),
    path("quan-ly/tin-bao/<int:number>/", outbox.notice, name="notice"),
    path("quan-ly/cong-quoc-gia/", exchange.exchange, name="exchange"),
    path("quan-ly/cong-quoc-gia/goi/<int:number>/", exchange.parcel, name="parcel"),
    path("quan-ly/cong-quoc-gia/tep/<int:number>/", exchange.held, name="held"),
    path("quan-ly/phi/", charges.fees, name="fees"),
    path("quan-ly/phi/khoan/<slug:reference>/", charges.fee, name="fee"),
    path("quan-ly/phi/khoan/<slug:reference>/ma.png", charges.fee_code, name="fee_code"),
    path("quan-ly/phi/khoan/<slug:reference>/<slug:slug>/", charges.fee_act, name="fee_act"),
    path("quan-ly/phi/them/<ma:code>/", charges.fee_add, name="fee_add"),
    path("quan-ly/phi/lan-thu/<int:number>/phieu/", charges.payment_slip, name="payment_slip"),
    path("quan-ly/phi/lan-thu/<int:number>/huy/", reversals.payment_reverse, name="payment_reverse"),
    path("quan-ly/phi/cho-huy/", reversals.reversals, name="reversals"),
    path("quan-ly/phi/cho-huy/<int:number>/<slug:slug>/", reversals.reversal_act, name="reversal_act"),
    path("quan-ly/phi/sao-ke/", bank.statements, name="statements"),
    path("quan-ly/phi/sao-ke/<int:number>/", bank.line, name="line"),
    path("quan-ly/phi/quyet-toan/", sheets.settlement, name="settlement"),
    path("quan-ly/phi/noi-nhan-tien/", accounts.account, name="fee_account"),
    path("quan-ly/phi/noi-nhan-tien/<int:number>/<slug:slug>/", accounts.account_act, name="fee_account_act"),
    path("so-theo-doi/", register.register, name="register"),
    path("can-xem/", gaming.gaming, name="gaming"),
    path("bang-dieu-hanh/", leaders.leader, name="leader"),
    path("bang-dieu-hanh/mot-trang.pdf", leader_prints.paper, name="leader_paper"),
    path("bang-dieu-hanh/<slug:name>.csv", leader_prints.table, name="leader_csv"),
    path("kin/", sealed_cases.cases, name="sealed"),
    path("kin/loi-ke/", sealed_told.told, name="sealed_told"),
    path("kin/luot-mo/", sealed_cases.takes, name="sealed_takes"),
    path("kin/khoa/", sealed_keys.keys, name="sealed_keys"),
    path("kin/khoa/moi/<slug:slug>/", sealed_keys.make, name="sealed_key_make"),
    path("kin/khoa/<int:number>/xac-nhan/", sealed_keys.confirm, name="sealed_key_confirm"),
    path("kin/khoa/<int:number>/thoi-dung/", sealed_keys.retire, name="sealed_key_retire"),
    path("kin/phuc-hoi/", sealed_recovery.ask, name="sealed_recovery_ask"),
    path("kin/phuc-hoi/<int:number>/", sealed_recovery.recovery, name="sealed_recovery"),
    path("kin/phuc-hoi/<int:number>/dong-y/", sealed_recovery.agree, name="sealed_recovery_agree"),
    path("kin/phuc-hoi/<int:number>/ket-thuc/", sealed_recovery.end, name="sealed_recovery_end"),
    path("kin/danh-tinh/", sealed_identities.identities, name="sealed_identities"),
    path("kin/danh-tinh/<uuid:number>/", sealed_identities.answer, name="sealed_answer"),
    path("kin/nua/", sealed_halves.halves, name="sealed_halves"),
    path("kin/nua/<office:name>/", sealed_halves.hand_over, name="sealed_hand_over"),
    path("kin/tin/<office:name>/", sealed_cases.case, name="sealed_case"),
    path("kin/tin/<office:name>/tai.zip", sealed_cases.whole, name="sealed_whole"),
    path("kin/tin/<office:name>/phan/<uuid:number>/", sealed_cases.piece, name="sealed_piece"),
    path("kin/tin/<office:name>/danh-tinh/<uuid:number>/", sealed_identities.look, name="sealed_identity"),
    path("kin/tin/<office:name>/<slug:slug>/", sealed_acts.act, name="sealed_act"),
    path("don/", petition_register.petitions, name="petitions"),
    path("don/vao-so/", petition_receive.enter, name="petition_enter"),
    path("don/bao-chi/", petition_media.media, name="petition_media"),
    path("don/thu-de-rieng/", petition_mail.letters, name="petition_letters"),
    path("don/thu-de-rieng/<int:number>/", petition_mail.letter, name="petition_letter"),
    path("don/<ma:code>/", petition.petition, name="petition"),
    path("don/<ma:code>/tep/<int:number>/", petition.attachment, name="petition_file"),
    path("don/<ma:code>/giay/<slug:name>.pdf", petition.paper, name="petition_paper"),
    path("don/<ma:code>/cong-khai/", petition_publishing.publication, name="petition_publication"),
    path("don/<ma:code>/cong-khai/tep/<int:number>/", petition_publishing.public_file, name="petition_public_file"),
    path("don/<ma:code>/trung/", petition_duplicates.duplicates, name="petition_duplicates"),
    path("don/<ma:code>/trung/<ma:other>/", petition_duplicates.compare, name="petition_compare"),
    path("don/<ma:code>/<slug:slug>/", petition_acts.act, name="petition_act"),
    path("ho-so/<ma:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<ma:code>/xong/", receive.done, name="done"),
    path("ho-so/<ma:code>/giay/<str:name>/", dossier.paper, name="paper"),
    path("ho-so/<ma:code>/tep/<int:number>/", dossier.attachment, name="attachment"),
    path("ho-so/<ma:code>/<slug:slug>/", acts.act, name="act"),
]
