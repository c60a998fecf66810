"""The doors of the API: one NinjaAPI, a router per room, every no a problem, and the description of it all."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from liemchinh.api import dossiers, law, org, procedures
from liemchinh.api.problems import MEDIA_TYPE, hang

DESCRIPTION = (
    "Public facts of a one-stop desk in Vietnamese local government: procedures, units, rules, due dates, on-time "
    "figures; and one dossier for whoever holds its second fact. Times are ISO 8601 with their offset. Every refusal "
    "is application/problem+json with a code for programs and a sentence for people."
)
WRITTEN_AT = "/api/v1/"


class _Readable(JSONRenderer):
    """JSON with Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class Doors(NinjaAPI):
    """The API, described as it really answers."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI description: refusals under their own media type, every answer with its meaning."""
        schema = super().get_openapi_schema(path_prefix=path_prefix or WRITTEN_AT, path_params=path_params)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
                    if int(status) == 429:
                        answer["headers"] = {
                            "Retry-After": {
                                "description": "Seconds until the next try is allowed.",
                                "schema": {"type": "integer", "minimum": 1},
                            }
                        }
        return schema


api = Doors(
    title="Liêm Chính",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    servers=[],
    renderer=_Readable(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
hang(api)
for part in (procedures, dossiers, law, org):
    api.add_router("", part.router)
