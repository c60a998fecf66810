"""Forms of signing in: allauth's with our words; wrong codes are counted in the database."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from liemchinh.org.services import sessions
from liemchinh.org.signin import check_not_locked, name_hash

CODE_HINT = gettext_lazy("6 chữ số trong ứng dụng xác thực trên điện thoại.")
CODE_OR_RECOVERY_HINT = gettext_lazy("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng 8 chữ số.")

ONLY_SHARED = gettext_lazy("Cơ quan này chỉ cho vào bằng dịch vụ đăng nhập dùng chung.")


def _say(form: forms.Form, **words: tuple[Any, Any]) -> None:
    """Give fields a label and a hint, and take off the placeholder that stood in for a label."""
    for name, (label, hint) in words.items():
        form.fields[name].label = label
        form.fields[name].help_text = hint
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=(gettext_lazy("Tên đăng nhập"), ""), password=(gettext_lazy("Mật khẩu"), ""))
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
        self.local: bool = settings.LOCAL_SIGN_IN
        self.shared = settings.SHARED_SIGN_IN

    def clean(self) -> dict[str, Any]:
        """Refused before the password is looked at where only the shared service opens the door."""
        if not self.local:
            raise ValidationError(ONLY_SHARED, code="only_shared")
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=(gettext_lazy("Mật khẩu"), ""))


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """A new password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=(gettext_lazy("Mật khẩu hiện tại"), ""),
            password1=(
                gettext_lazy("Mật khẩu mới"),
                gettext_lazy("Ít nhất 10 ký tự. Vài từ ghép lại dễ nhớ và khó đoán."),
            ),
            password2=(gettext_lazy("Mật khẩu mới, ghi lại lần nữa"), ""),
        )

    def clean(self) -> dict[str, Any]:
        """Both new passwords must be alike; the sentence stands at the second box."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        first, again = cleaned.get("password1"), cleaned.get("password2")
        if first and again and first != again:
            self.add_error("password2", gettext_lazy("Hai lần ghi mật khẩu mới chưa giống nhau."))
        return cleaned


class _CountedCode:
    """Codes of one account: wrong ones are counted like wrong passwords, in every process alike."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right; locked after five wrong ones."""
        hashed = name_hash("code", str(self.user.pk))
        check_not_locked(hashed, timezone.now())
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            sessions.note_failure(name_hash=hashed, at=timezone.now())
            raise
        sessions.clear_failures(name_hash=hashed)
        return code


class AuthenticateForm(_CountedCode, codes.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(gettext_lazy("Mã xác thực"), CODE_OR_RECOVERY_HINT))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ReauthenticateCodeForm(_CountedCode, codes.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(gettext_lazy("Mã xác thực"), CODE_OR_RECOVERY_HINT))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActivateTOTPForm(_CountedCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly installed generator proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(gettext_lazy("Mã đang hiện trong ứng dụng"), CODE_HINT))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
