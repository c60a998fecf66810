"""What a message of a mailbox is: letters read, machines told apart, nothing ever raised."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.petitions.rules.mail import REASON_NAMES, Mail, Reason, read, subject_of, tidy_text, without_marks


def written(text: str = "Đèn đường ở ngõ 5 tắt cả tuần.", html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "Trần Thị Thí <thi@dan.example>", "Subject": "Phản ánh đèn đường", **headers}.items():
        message[name.replace("_", "-")] = value
    if text or not html:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def test_a_letter_is_read_with_its_sender_its_words_and_its_time() -> None:
    mail = read(written(Date="Mon, 7 Sep 2026 09:10:00 +0700", Message_ID="<1@dan.example>"))
    assert (mail.sender, mail.name, mail.subject) == ("thi@dan.example", "Trần Thị Thí", "Phản ánh đèn đường")
    assert mail.text == "Đèn đường ở ngõ 5 tắt cả tuần." and mail.aside is None
    assert mail.sent_at is not None and mail.sent_at.hour == 2 and mail.message_id == "<1@dan.example>"


def test_words_of_html_are_read_and_its_marks_and_scripts_are_not() -> None:
    html = "<html><head><title>x</title><style>p{}</style></head><body><p>Đường <b>hỏng</b></p><script>a()</script>"
    assert read(written(text="", html=html)).text == "Đường hỏng"
    assert without_marks("a<br>b<p>c &amp; d</p>") == "a\nb\nc & d"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, Reason.AUTOMATIC),
        ({"X_Autoreply": "yes"}, Reason.AUTOMATIC),
        ({"From": "MAILER-DAEMON@may.example"}, Reason.BOUNCE),
        ({"Return_Path": "<>"}, Reason.BOUNCE),
        ({"Precedence": "bulk"}, Reason.BULK),
        ({"List_Id": "<tin.bao.example>"}, Reason.BULK),
        ({"X_Spam_Flag": "YES"}, Reason.SPAM),
        ({"From": "don@xa.example"}, Reason.OURS),
    ],
)
def test_what_no_person_wrote_is_set_aside_with_its_reason(headers: dict[str, str], reason: Reason) -> None:
    mail = read(written(**headers), own="don@xa.example")
    assert mail.aside is reason and REASON_NAMES[reason]
    assert read(written(Auto_Submitted="no")).aside is None


def test_an_empty_letter_is_set_aside_and_one_with_only_a_picture_is_not() -> None:
    assert read(written(text=" ")).aside is Reason.EMPTY
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content(" ")
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="đơn.jpg")
    mail = read(message.as_bytes())
    assert mail.aside is None and [(one.name, one.content) for one in mail.files] == [("đơn.jpg", b"\xff\xd8\xff")]


def test_codes_of_petitions_are_found_wherever_they_are_named() -> None:
    said = written(
        text="Về đơn DT.H99.12-261123-0004 và dt.h99.12 – 261123 – 0007.", Subject="Re: DT.H99.12-261123-0004"
    )
    assert read(said).codes == ("DT.H99.12-261123-0004", "DT.H99.12-261123-0007")
    assert read(written(text="DT.H99.12-269923-0004 H99.12-261123-0004")).codes == ()


def test_a_subject_loses_what_a_mail_program_put_before_it() -> None:
    assert subject_of(Mail(subject="Re: FW:  TL: Phản ánh rác")) == "Phản ánh rác"
    assert subject_of(Mail(subject="Re:", text="Đường   hỏng\nở thôn 2")) == "Đường hỏng ở thôn 2"


def test_old_character_sets_and_lying_ones_are_read() -> None:
    body = b"From: a@b.example\r\nContent-Type: text/plain; charset=no-such-set\r\n\r\n" + "Đường hỏng".encode()
    assert read(body).text == "Đường hỏng"
    body = b"From: a@b.example\r\nSubject: =?utf-8?B?xJDGsOG7nW5n?= hong\r\n\r\nabc"
    assert read(body).subject == "Đường hong"


@settings(max_examples=150)
@given(
    st.binary(max_size=400), st.sampled_from([b"", written(), written(html="<p>a<b>c", text="")]), st.integers(0, 900)
)
def test_any_bytes_are_read_to_something_that_can_be_kept(noise: bytes, letter: bytes, at: int) -> None:
    mail = read(letter[:at] + noise + letter[at:])
    for said, most in ((mail.sender, 200), (mail.name, 200), (mail.subject, 300), (mail.message_id, 300)):
        assert len(said) <= most and "\x00" not in said and "\n" not in said
        said.encode()
    assert "\x00" not in mail.text
    mail.text.encode()


@given(st.text(max_size=200))
def test_tidied_text_stays_as_it_is_when_tidied_again(said: str) -> None:
    assert tidy_text(tidy_text(said)) == tidy_text(said)


@given(st.text(alphabet="<>/abp &;\"'=!-", max_size=120))
def test_any_html_is_read(html: str) -> None:
    without_marks(html)
