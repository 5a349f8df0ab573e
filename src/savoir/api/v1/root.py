"""The API, version 1: its resources and what its documentation says of it."""

from typing import Any, Final

from ninja import NinjaAPI

from savoir.api.bodies import StrictParser
from savoir.api.requests import KeyBearer
from savoir.api.v1.answers import answers
from savoir.api.v1.cases import cases
from savoir.api.v1.deeds import deeds
from savoir.api.v1.events import events
from savoir.api.v1.messages import messages
from savoir.api.v1.orders import orders
from savoir.api.v1.preview import preview
from savoir.api.v1.pushes import pushes
from savoir.api.v1.refunds import refunds
from savoir.api.v1.returns import returns


class _Api(NinjaAPI):
    """ninja without its own answers to failures: the door turns every failure into a problem."""

    def on_exception(self, request: Any, exc: Any) -> Any:
        """Let the door see it."""
        raise exc


api: Final = _Api(
    title="Savoir", version="1", urls_namespace="api-v1", openapi_url=None, docs_url=None,
    parser=StrictParser(), auth=KeyBearer(),
)  # fmt: skip
for resource in (pushes, orders, preview, cases, answers, deeds, messages, returns, refunds, events):
    api.add_router("", resource.router)
