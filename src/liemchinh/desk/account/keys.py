"""Security keys where allauth's own pages do not ask what the house asks."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """The second step of signing in: the key stands first, if there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As allauth gives it, and whether this person has a key."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        owner = self.stage.login.user
        keys = Authenticator.objects.filter(user=owner, type=Authenticator.Type.WEBAUTHN)
        return {**found, "key_first": keys.exists()}


authenticate = SecondStep.as_view()


@login_required
def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Gỡ một khóa bảo mật; khóa cuối cùng của vị trí bắt buộc có thì không gỡ được."""
    key = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN, pk=pk).first()  # type: ignore[misc]
    adapter = get_adapter()
    if key is not None and not adapter.can_delete_authenticator(key):
        messages.error(request, str(adapter.error_messages["cannot_delete_authenticator"]))
        return redirect("mfa_list_webauthn")
    answer: HttpResponse = remove_webauthn(request, pk=pk)
    return answer
