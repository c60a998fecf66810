"""Notices by short message: one JSON post to a gateway whose field names are configured."""

import json
import re
from dataclasses import dataclass
from typing import Any

from liemchinh import env
from liemchinh.notices.drivers.carrying import Dispatch, Undelivered, is_safe, of_status, post
from liemchinh.notices.rules import TEMPLATES, Failure, short_message

_PLACE = re.compile(r"\{(key|secret|brand|phone|text|id)\}")


@dataclass(frozen=True)
class Gateway:
    """A gateway: where, what it is posted (`body` with places), and by what field and value it says yes.

    `tracking` goes along as the request's number, so that a gateway that knows it may drop a repetition.
    """

    url: str
    body: dict[str, Any]
    key: str
    secret: str
    brand: str
    ok: tuple[str, str]
    number: str

    def takes(self, template: str) -> bool:
        """Notices that have a short form."""
        return bool(TEMPLATES[template].sms)

    def send(self, dispatch: Dispatch) -> str:
        """Post it. Raises Undelivered."""
        try:
            text = short_message(dispatch.template, dispatch.facts)
        except ValueError as long:
            raise Undelivered(Failure("sms.too_long", permanent=True)) from long
        values = {"key": self.key, "secret": self.secret, "brand": self.brand}
        values |= {"phone": dispatch.address, "text": text, "id": dispatch.tracking}
        content = json.dumps(_filled(self.body, values)).encode()
        answer = post(self.url, content, {"Content-Type": "application/json"}, name="sms")
        failure = of_status(answer, "sms")
        if failure is not None:
            raise Undelivered(failure)
        field, wanted = self.ok
        said = answer.fields.get(field)
        if said is None or str(said) != wanted:
            word = re.sub(r"[^A-Za-z0-9_-]", "", str(said))[:20] if said is not None else "unread"
            raise Undelivered(Failure(f"sms.{word}", wait=answer.wait))
        return str(answer.fields.get(self.number, ""))[:100]

    def close(self) -> None:
        """Nothing is kept open."""


def _filled(body: Any, values: dict[str, str]) -> Any:
    """The body with its places filled, inside the values only: what a text holds cannot become a field."""
    if isinstance(body, str):
        return _PLACE.sub(lambda place: values[place[1]], body)
    if isinstance(body, dict):
        return {name: _filled(inner, values) for name, inner in body.items()}
    if isinstance(body, list):
        return [_filled(inner, values) for inner in body]
    return body


def gateway_from_settings() -> Gateway | None:
    """The gateway of this instance, or None. Raises BadSetting."""
    url = env.text(env.SMS_URL)
    if not url:
        return None
    if not is_safe(url):
        raise env.BadSetting(f"{env.SMS_URL}: phải bắt đầu bằng https://, vì tin mang mã truy cập.")
    try:
        body = json.loads(env.text(env.SMS_BODY))
    except ValueError:
        body = None
    if not isinstance(body, dict) or "{text}" not in json.dumps(body) or "{phone}" not in json.dumps(body):
        raise env.BadSetting(f"{env.SMS_BODY}: phải là JSON có chỗ {{phone}} và {{text}}.")
    field, equals, wanted = env.text(env.SMS_OK).partition("=")
    if not (field and equals and wanted):
        raise env.BadSetting(f"{env.SMS_OK}: phải có dạng CodeResult=100.")
    return Gateway(
        url=url,
        body=body,
        key=env.text(env.SMS_KEY),
        secret=env.text(env.SMS_SECRET),
        brand=env.text(env.SMS_BRAND),
        ok=(field, wanted),
        number=env.text(env.SMS_ID),
    )
