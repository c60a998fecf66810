"""Addresses of signing in: only these of allauth's. There is no sign-up, no e-mail, no password by post."""

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from liemchinh.desk.account import keys, sessions, shared

urlpatterns = [
    path("vao/", account.login, name="account_login"),
    path("ra/", account.logout, name="account_logout"),
    path("da-dong/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("chung/", shared.begin, name="shared_sign_in"),
    path("chung/ve/", shared.come_back, name="shared_sign_in_back"),
    path("phien/", sessions.sessions, name="account_sessions"),
    path("ma/", codes.index, name="mfa_index"),
    path("ma/nhap/", keys.authenticate, name="mfa_authenticate"),
    path("ma/xac-nhan/", codes.reauthenticate, name="mfa_reauthenticate"),
    path("ma/cai-dat/", totp.activate_totp, name="mfa_activate_totp"),
    path("ma/go/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("khoa/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("khoa/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("khoa/vao/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("khoa/xac-nhan/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("khoa/<int:pk>/ten/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("khoa/<int:pk>/go/", keys.remove_key, name="mfa_remove_webauthn"),
    path("ma/du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ma/du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("ma/du-phong/tai/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
