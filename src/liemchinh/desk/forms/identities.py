"""Linking an official to the identity under which a shared sign-in service knows them."""

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField


class LinkForm(forms.Form):
    """Whose account, and the identity as the service tells it."""

    person = WordsField(label=gettext_lazy("Mã cán bộ"), max_length=40)
    subject = WordsField(
        label=gettext_lazy("Danh tính ở dịch vụ"),
        max_length=200,
        help_text=gettext_lazy("Ghi đúng như dịch vụ đăng nhập dùng chung gọi người ấy."),
    )
