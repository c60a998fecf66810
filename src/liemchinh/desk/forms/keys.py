"""Forms of security keys: allauth's with our words. What no browser would send is a key that was not recognised."""

from typing import Any

from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.signin import ONLY_SHARED

NOT_RECOGNISED = gettext_lazy("Chưa nhận ra khóa bảo mật này. Hãy thử lại, hoặc dùng cách khác.")
GARBLED = (KeyError, IndexError, AttributeError, TypeError, ValueError, OverflowError)
"""What the parsers of the library raise for an answer that no key has given."""

NAME_LENGTH = 60


class _KnownKey:
    """An answer of a key; whatever is wrong with it is one sentence."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        """The key that answered. Raises ValidationError."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as refused:
            if getattr(refused, "code", "") != "incorrect_code":  # too many tries has a sentence of its own
                raise
            raise ValidationError(NOT_RECOGNISED, code="incorrect_code") from refused
        except GARBLED as garbled:
            raise ValidationError(NOT_RECOGNISED, code="incorrect_code") from garbled


class KeyForm(_KnownKey, keys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key as the second step of signing in."""


class LoginKeyForm(_KnownKey, keys.LoginWebAuthnForm):  # type: ignore[misc]
    """A key instead of name and password: it has asked for its PIN or a finger itself."""

    def clean(self) -> dict[str, Any]:
        """Refused where only the shared service opens the door."""
        if not settings.LOCAL_SIGN_IN:
            raise ValidationError({"credential": ONLY_SHARED})
        return super().clean() or {}


class ReauthenticateKeyForm(_KnownKey, keys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key once more, before something delicate."""


class AddKeyForm(keys.AddWebAuthnForm):  # type: ignore[misc]
    """A new key, its name, and whether it may stand for the password as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length = gettext_lazy("Tên khóa"), NAME_LENGTH
        name.help_text = gettext_lazy("Để phân biệt khi có nhiều khóa, ví dụ “Khóa USB ở bàn”.")
        name.widget.attrs["maxlength"] = NAME_LENGTH
        if "passwordless" in self.fields:
            alone = self.fields["passwordless"]
            alone.label = gettext_lazy("Dùng khóa này thay cả mật khẩu")
            alone.help_text = gettext_lazy("Khóa phải tự hỏi mã PIN hoặc dấu vân tay.")

    def clean_name(self) -> str:
        """As typed, never too long to be shown."""
        return str(super().clean_name())[:NAME_LENGTH]

    def clean(self) -> dict[str, Any]:
        """Check the answer of the key."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as refused:
            raise ValidationError(NOT_RECOGNISED, code="incorrect_code") from refused
        except GARBLED as garbled:
            raise ValidationError(NOT_RECOGNISED, code="incorrect_code") from garbled
        return cleaned


class RenameKeyForm(keys.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=gettext_lazy("Tên khóa"), max_length=NAME_LENGTH)
