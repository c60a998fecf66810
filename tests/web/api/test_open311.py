"""Open311: an independent client reads what is published; a report becomes a petition, a denunciation does not."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from georeport import GeoReport
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liemchinh.petitions import services
from liemchinh.petitions.models import Petition, Publication
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast

AT = MORNING + timedelta(days=9)
V2 = "/open311/v2"
REPORT = {"service_code": "giao-thong", "description": "Đường trước chợ hỏng nặng.", "address_string": "Chợ xã"}


def published(cast: Cast, title: str = "Đường trước chợ hỏng", field: str = "Giao thông") -> Publication:
    code = builders.sorted_petition(cast, "recommendation", field=field).code
    services.route(code=code, division=cast.economy, by=cast.reception.actor, at=MORNING)
    services.answer(code=code, answer="Đã vá.", by=cast.other_head.actor, at=MORNING)
    texts = {"title": title, "question": "Đường hỏng nặng, khi nào sửa?", "answer": "Đã vá xong.", "field": field}
    services.prepare_answer(code=code, by=cast.reception.actor, at=MORNING, **texts)
    return services.publish_answer(code=code, by=cast.reception.actor, at=MORNING)


@pytest.fixture
def now() -> Any:
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


def test_json_and_xml_say_the_same_and_filters_narrow(public: Client, cast: Cast, now: Any) -> None:
    shown, wet = published(cast), published(cast, "Chợ ngập", "Môi trường")
    services.admit_unsolved(
        code=wet.petition.code, reason_code="money", reason="Chưa có kinh phí", by=cast.chair.actor, at=MORNING
    )
    told = public.get(f"{V2}/requests.json").json()
    tree = ElementTree.fromstring(public.get(f"{V2}/requests.xml").content)
    assert tree.tag == "service_requests"
    assert [row.findtext("service_request_id") for row in tree] == [row["service_request_id"] for row in told]
    assert {row["service_request_id"]: row["status"] for row in told} == {
        shown.public_id: "open",
        wet.public_id: "closed",
    }
    row = next(row for row in told if row["service_code"] == "moi-truong")
    assert "chưa giải quyết được" in row["status_notes"] and row["requested_datetime"] == "2026-09-07T00:00:00+07:00"
    assert "DT." not in json.dumps(told) and "Mẫu Tám" not in json.dumps(told, ensure_ascii=False)
    for question, wanted in (
        ({"status": "closed"}, {wet.public_id}),
        ({"service_code": "giao-thong,khac"}, {shown.public_id}),
        ({"service_request_id": shown.public_id}, {shown.public_id}),
        ({"service_request_id": f"{shown.public_id},\x00"}, {shown.public_id}),
        ({"start_date": "2026-09-10T00:00:00Z"}, set()),
        ({"jurisdiction_id": COMMUNE}, {shown.public_id, wet.public_id}),
    ):
        found = public.get(f"{V2}/requests.json", question).json()
        assert {one["service_request_id"] for one in found} == wanted, question
    assert public.get(f"{V2}/requests.json", {"jurisdiction_id": "H99.13"}).status_code == 404
    wrong = public.get(f"{V2}/requests.xml", {"start_date": "hom nay"})
    assert wrong.status_code == 400 and ElementTree.fromstring(wrong.content).findtext("error/code") == "400"
    assert public.get(f"{V2}/requests.json", {"start_date": "2026-01-01", "end_date": "2026-09-01"}).status_code == 400


def test_a_report_becomes_a_petition_to_be_sorted_and_is_public_only_once_published(
    public: Client, cast: Cast, now: Any, settings: Any
) -> None:
    assert public.post(f"{V2}/requests.json", REPORT).status_code == 403
    settings.OPEN311_KEYS = ["khóa-mẫu"]
    assert public.post(f"{V2}/requests.json", REPORT).status_code == 403
    came = public.post(f"{V2}/requests.json", {**REPORT, "api_key": "khóa-mẫu", "lat": "10.03", "long": "105.78"})
    assert came.status_code == 201
    token = came.json()[0]["token"]
    petition = Petition.objects.get()
    assert (petition.source, petition.content, petition.field) == ("open311", "unsorted", "Giao thông")
    assert petition.code in came.json()[0]["service_notice"] and "10.03" in petition.text
    assert public.get(f"{V2}/tokens/{token}.json").json() == [{"service_request_id": "", "token": token}]
    assert public.get(f"{V2}/requests.json").json() == []
    assert public.get(f"{V2}/tokens/{uuid.uuid4()}.json").status_code == 404
    xml = public.post(f"{V2}/requests.xml", {**REPORT, "api_key": "khóa-mẫu"})
    assert ElementTree.fromstring(xml.content).findtext("request/token")
    assert public.post(f"{V2}/requests.json", {"api_key": "khóa-mẫu", "service_code": "x"}).status_code == 400
    spun_out = {**REPORT, "api_key": "khóa-mẫu", "phone": "9" * 60}  # longer than any number, and than its column
    assert public.post(f"{V2}/requests.json", spun_out).status_code == 400


def test_what_may_be_a_denunciation_is_turned_away_and_nothing_is_kept(
    public: Client, cast: Cast, now: Any, settings: Any
) -> None:
    settings.OPEN311_KEYS = ["*"]
    words = "Tôi tố cáo ông trưởng phòng nhận hối lộ 50 triệu đồng để cấp đất."
    answer = public.post(f"{V2}/requests.json", {**REPORT, "description": words})
    assert answer.status_code == 400 and "gop-y-kin" in answer.json()[0]["description"]
    assert not Petition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_independent_client_reads_services_and_requests(cast: Cast, live_server: Any) -> None:
    shown = published(cast)
    for form in ("json", "xml"):
        client = GeoReport(f"{live_server.url}{V2}", output_format=form)
        assert client.get_service_list()[0]["service_code"] == "giao-thong"
        assert client.get_service_definition("khac")["service_code"] == "khac"
        window = {"start_date": "2026-09-01T00:00:00Z", "end_date": "2026-09-20T00:00:00Z"}
        found = client.get_service_requests(**window)
        first = found[0] if isinstance(found, list) else found
        assert first["service_request_id"] == shown.public_id
        assert client.get_service_request(shown.public_id)["agency_responsible"]


NAMES = st.sampled_from(
    ["service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "jurisdiction_id"]
    + ["description", "address_string", "lat", "long", "email", "api_key", "media_url", "first_name"]
)


@given(
    said=st.dictionaries(NAMES, st.text(max_size=40), max_size=5),
    post=st.booleans(),
    form=st.sampled_from(["json", "xml"]),
)
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_the_answer_is_a_document_of_the_specification(
    public: Client, cast: Cast, settings: Any, said: dict[str, str], post: bool, form: str
) -> None:
    cache.clear()
    settings.OPEN311_KEYS = ["*"]
    url = f"{V2}/requests.{form}"
    answer = public.post(url, said) if post else public.get(url, said)
    assert answer.status_code in (200, 201, 400, 404)
    body = answer.content.decode()
    root = json.loads(body) if form == "json" else ElementTree.fromstring(body)
    assert isinstance(root, list) or re.fullmatch("service_requests|errors", root.tag)
