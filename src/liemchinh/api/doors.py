"""The doors of the API: one NinjaAPI, a router per room."""

from ninja import NinjaAPI

api = NinjaAPI(title="Liêm Chính", version="1", docs_url=None)
