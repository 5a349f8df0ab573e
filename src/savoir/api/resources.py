"""How a resource tells its operations: the view, who may, what it gives, what it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.http import HttpResponse
from ninja import Router
from ninja.operation import Operation
from pydantic import BaseModel

from savoir.api.bodies import check_text
from savoir.api.once import once_only
from savoir.api.problems.catalogue import code_of, status_of
from savoir.api.problems.faults import Fault
from savoir.api.requests import ApiRequest
from savoir.kernel.access import Permission
from savoir.kernel.errors import NotFound, Refused

View = Callable[..., BaseModel | None]


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the documentation tells it."""

    name: str
    method: str
    path: str
    status: int
    scopes: tuple[Permission, ...]
    refusals: tuple[tuple[int, str], ...]
    is_once: bool


DESCRIBED: Final[dict[str, Described]] = {}


class Resource:
    """The operations of one resource; each is one function that calls one operation, or queries."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def reads(
        self, path: str, gives: type[BaseModel], *, scopes: tuple[Permission, ...],
        refuses: tuple[type[Refused], ...] = (NotFound,),
    ) -> Callable[[View], View]:  # fmt: skip
        """A GET."""
        return self._told("GET", path, gives, status=200, scopes=scopes, refuses=refuses, is_once=False)

    def asks(
        self, path: str, gives: type[BaseModel], *, scopes: tuple[Permission, ...],
        refuses: tuple[type[Refused], ...] = (NotFound,),
    ) -> Callable[[View], View]:  # fmt: skip
        """A POST that writes nothing: a question with a body, which may be asked again without a key."""
        return self._told("POST", path, gives, status=200, scopes=scopes, refuses=refuses, is_once=False)

    def does(
        self, path: str, gives: type[BaseModel], *, scopes: tuple[Permission, ...],
        refuses: tuple[type[Refused], ...] = (NotFound,), status: int = 201,
    ) -> Callable[[View], View]:  # fmt: skip
        """A POST: done once under its Idempotency-Key."""
        return self._told("POST", path, gives, status=status, scopes=scopes, refuses=refuses, is_once=True)

    def undoes(
        self, path: str, gives: type[BaseModel], *, scopes: tuple[Permission, ...],
        refuses: tuple[type[Refused], ...] = (NotFound,),
    ) -> Callable[[View], View]:  # fmt: skip
        """A DELETE: what is undone already stays so."""
        return self._told("DELETE", path, gives, status=200, scopes=scopes, refuses=refuses, is_once=False)

    def _told(
        self, method: str, path: str, gives: type[BaseModel], *, status: int, scopes: tuple[Permission, ...],
        refuses: tuple[type[Refused], ...], is_once: bool,
    ) -> Callable[[View], View]:  # fmt: skip
        def tell(view: View) -> View:
            name = view.__name__
            told = tuple(sorted({(status_of(one), code_of(one)) for one in refuses}))
            DESCRIBED[name] = Described(name, method, path, status, scopes, told, is_once)
            served = _served(view, status, is_once=is_once)
            register = self.router.api_operation([method], path, response={status: gives}, operation_id=name)
            register(served)
            _parameters[name] = _query_names(self.router.path_operations[path].operations[-1])
            return view

        return tell


_parameters: dict[str, frozenset[str]] = {}


def _served(view: View, status: int, *, is_once: bool) -> Callable[..., HttpResponse]:
    """The view as ninja calls it: its model written once as JSON, under the key of a POST."""

    @wraps(view)
    def serve(request: ApiRequest, *given: Any, **named: Any) -> HttpResponse:
        _check_query(request, _parameters[view.__name__])

        def answer() -> HttpResponse:
            model = cast(BaseModel, view(request, *given, **named))
            return HttpResponse(model.model_dump_json(), status=status, content_type="application/json")

        return once_only(request, answer) if is_once else answer()

    return serve


def _query_names(operation: Operation) -> frozenset[str]:
    found = (m for m in operation.models if m.__ninja_param_source__ == "query")
    return frozenset(name for model in found for name in model.__ninja_flatten_map__)


def _check_query(request: ApiRequest, known: frozenset[str]) -> None:
    """A filter nobody knows would be ignored and everything answered: it is refused by name."""
    for name, value in request.GET.items():
        check_text(f"{name}{value}", name.replace("\x00", "")[:60])
        if name not in known:
            raise Fault("query_unknown", name[:60], known=", ".join(sorted(known)))
