"""Addresses of GeoReport v2: each ends in the form that is asked for."""

from django.urls import re_path

from liemchinh.api.open311 import doors

FORM = r"\.(?P<form>json|xml)$"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

urlpatterns = [
    re_path(rf"^discovery{FORM}", doors.discovery, name="open311_discovery"),
    re_path(rf"^v2/services{FORM}", doors.service_list, name="open311_services"),
    re_path(rf"^v2/services/(?P<code>[a-z\-]{{1,40}}){FORM}", doors.service_definition, name="open311_service"),
    re_path(rf"^v2/requests{FORM}", doors.request_list, name="open311_requests"),
    re_path(rf"^v2/requests/(?P<public_id>[A-Za-z0-9,]{{1,1700}}){FORM}", doors.request_one, name="open311_request"),
    re_path(rf"^v2/tokens/(?P<token>{_UUID}){FORM}", doors.token, name="open311_token"),
]
