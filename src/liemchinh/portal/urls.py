"""Addresses of the portal, a module per room. Those printed on receipts (`/h/…`, `/ho-so/…`) stay for ever."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from liemchinh.portal import home, law, org, payments
from liemchinh.portal.dossiers import checking as results
from liemchinh.portal.dossiers import figures, look_up, proofs, rating, result, telling, tracking
from liemchinh.portal.filing import amending, draft, start
from liemchinh.portal.ledger import book, checking, draws, files, pages
from liemchinh.portal.petitions import following as petition
from liemchinh.portal.petitions import published, sending, solved
from liemchinh.portal.procedures import changes, prints
from liemchinh.portal.procedures import pages as procedures
from liemchinh.portal.reception import booking
from liemchinh.portal.reception import calendar as reception
from liemchinh.portal.sealed import pages as sealed

app_name = "portal"


class Code(StringConverter):
    """A code that somebody else gave, whatever they put into it; no database has to see a control character."""

    regex = r"[^\x00-\x1f\x7f]{1,60}"


class Volume(StringConverter):
    """The name of one year's book."""

    regex = book.NAME


register_converter(Code, "code")
register_converter(Volume, "volume")

_dossier = [
    path("", tracking.dossier, name="dossier"),
    path("vi-sao/", tracking.why, name="why"),
    path("giay/<slug:name>.pdf", tracking.paper, name="paper"),
    path("bang-chung/<int:step>.tlog-proof", proofs.proof, name="proof"),
    path("loi-hua/<int:step>.txt", proofs.vow, name="vow"),
    path("tin/", telling.messages, name="messages"),
    path("phi/<slug:reference>.png", payments.fee_code, name="fee_code"),
    path("danh-gia/", rating.rating, name="rating"),
    path("cach-nhan/", result.choose, name="choose_return"),
    path("ket-qua/", result.result, name="result"),
    path("ket-qua/ban-dien-tu.pdf", result.document, name="result_file"),
    path("dong/", look_up.leave, name="leave"),
    path("bo-sung/", amending.amend, name="amend"),
    path("bo-sung/<int:number>/", amending.send, name="amend_paper"),
    path("sua/", amending.mend, name="mend"),
    path("rut/", amending.withdraw, name="withdraw"),
]

_draft = [
    path("", draft.overview, name="draft"),
    path("kiem-tra/", draft.review, name="draft_review"),
    path("xong/", draft.filed, name="filed"),
    path("dong/", draft.close, name="draft_close"),
    path("ban-moi/", draft.version, name="draft_version"),
    path("xoa/", draft.discard, name="draft_discard"),
    path("gui-duong-dan/", draft.send_link, name="draft_link"),
    path("giay-to/<int:number>/", draft.paper, name="draft_paper"),
    path("tep/<int:file>.png", draft.thumbnail, name="draft_thumbnail"),
    path("tep/<int:file>/bo/", draft.drop, name="draft_drop"),
    path("<slug:slug>/", draft.question, name="draft_question"),
]

_petition = [
    path("", petition.petition, name="petition"),
    path("vi-sao/", petition.why, name="petition_why"),
    path("da-gui/", sending.sent, name="petition_sent"),
    path("giay/<slug:name>.pdf", petition.paper, name="petition_paper"),
    path("bo-sung/", petition.add_words, name="petition_words"),
    path("da-xong/", solved.by_ticket, name="petition_solved"),
    path("loi-dap/", solved.reply, name="petition_reply"),
    path("dong/", petition.leave, name="petition_leave"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("gioi-thieu/", home.about, name="about"),
    path("robots.txt", home.robots, name="robots"),
    path(".well-known/security.txt", home.security, name="security"),
    path("thu-tuc/", procedures.listing, name="procedures"),
    path("thu-tuc/ap-phich.pdf", prints.board, name="board_pdf"),
    path("thu-tuc/<code:code>/ap-phich.pdf", prints.poster, name="poster_pdf"),
    path("thu-tuc/<code:code>/giay-to.pdf", prints.checklist, name="checklist_pdf"),
    path("thu-tuc/<code:code>/thay-doi/", changes.changes, name="changes"),
    path("thu-tuc/<code:code>/giay-to/", procedures.checklist, name="checklist"),
    path("thu-tuc/<code:code>/", procedures.procedure, name="procedure"),
    path("tra-cuu/", look_up.look_up, name="look_up"),
    path("h/<str:code>/<str:key>", look_up.by_key, name="by_key"),
    path("ho-so/<str:code>/", include(_dossier)),
    path("nop/ho-so/<slug:secret>/", include(_draft)),
    path("nop/<code:code>/", start.start, name="begin_filing"),
    path("gop-y-kin/", sealed.page, name="sealed"),
    path("don/", sending.start, name="petitions"),
    path("don/gui/", sending.send, name="petition_send"),
    path("don/theo-doi/", petition.look_up, name="petition_look_up"),
    path("don/<str:code>/", include(_petition)),
    path("don/<str:code>/<str:key>", petition.by_key, name="petition_by_key"),
    path("danh-ba/", org.directory, name="directory"),
    path("danh-ba/<code:code>/", org.unit, name="unit"),
    path("luat/", law.book, name="law"),
    path("luat/lich/", law.calendar, name="calendar"),
    path("luat/lich.ics", law.calendar_feed, name="calendar_feed"),
    path("luat/tinh-ngay/", law.reckon, name="reckon"),
    path("tiep-cong-dan/", reception.offices, name="reception_offices"),
    path("tiep-cong-dan/dang-ky/<int:number>/", booking.book, name="book_reception"),
    path("tiep-cong-dan/lich-hen/", booking.look_up, name="booking_look_up"),
    path("tiep-cong-dan/lich-hen/<slug:code>/", booking.booking, name="booking"),
    path("tiep-cong-dan/lich-hen/<slug:code>/doi/", booking.move, name="booking_move"),
    path("tiep-cong-dan/lich-hen/<slug:code>/huy/", booking.cancel, name="booking_cancel"),
    path("tiep-cong-dan/lich-hen/<slug:code>/nhan-gio/", booking.accept, name="booking_accept"),
    path("tiep-cong-dan/<code:code>/", reception.office, name="reception_office"),
    path("tiep-cong-dan/<code:code>/lich.ics", reception.feed, name="reception_feed"),
    path("tiep-cong-dan/<code:code>/lich.pdf", reception.paper, name="reception_pdf"),
    path("phan-anh/", published.questions, name="questions"),
    path("phan-anh/da-xong/<str:secret>", solved.by_link, name="solved"),
    path("phan-anh/<slug:public_id>/", published.question, name="question"),
    path("phan-anh/<slug:public_id>/tep/<int:number>/", published.public_file, name="question_file"),
    path("ledger/", pages.ledger, name="ledger"),
    path("ledger/la-gi/", pages.explained, name="ledger_explained"),
    path("ledger/boc-tham/", draws.draws, name="draws"),
    path("ledger/boc-tham/<slug:leaf>/", draws.draw, name="draw"),
    path("ledger/draws/<slug:leaf>/<str:name>", draws.draw_file, name="draw_file"),
    path("ledger/policy", files.policy, name="ledger_policy"),
    path("ledger/verify.py", files.verifier, name="verifier"),
    path("ledger/<volume:volume>/<path:rest>", files.file, name="ledger_file"),
    path("verify/", checking.check, name="check"),
    path("verify/ket-qua/", results.check_result, name="check_result"),
    path("verify/luu.html", checking.saved, name="check_saved"),
    path("dung-hen/", figures.figures, name="figures"),
    path("dung-hen/<str:period>.csv", figures.table, name="figures_csv"),
    path("dung-hen/<str:period>.json", figures.data, name="figures_json"),
    path("dung-hen/chi-so/<str:period>/", figures.index, name="index766"),
]
