"""The data each paper takes. One TypedDict a template; `accepted` checks it before anything is printed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import NotRequired, TypedDict  # noqa: UP035 - pydantic reads only these below Python 3.12

Words = Annotated[str, Field(max_length=600)]
Name = Annotated[str, Field(min_length=1, max_length=600)]
# What a hand scanner reads back unchanged, and what fits the width of the page as Code 128.
CodeText = Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[A-Z0-9][A-Z0-9./-]*$")]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class SlipLine(TypedDict):
    """One row of "Article à rendre": the product as people call it, and how many units come back."""

    name: Name
    note: NotRequired[Words]
    reference: NotRequired[Words]
    serial: NotRequired[Words]
    quantity: Annotated[int, Field(ge=1, le=99_999)]


@with_config(_STRICT)
class SlipFact(TypedDict):
    """One row of "Ce qui a été décidé": both words arrive in the language of the slip, dates written out."""

    label: Name
    value: Name


@with_config(_STRICT)
class SlipNotice(TypedDict):
    """The dotted box for a battery or another danger: a bold beginning and the sentence after it."""

    title: Name
    text: Words


@with_config(_STRICT)
class SlipGesture(TypedDict):
    """One of the three gestures, when the carrier's own differ from "pack, slip in, hand over"."""

    title: Name
    text: Words


@with_config(_STRICT)
class ReturnSlip(TypedDict):
    """Data of the template `return_slip`. No customer name or address has a place in it, on purpose.

    `issued_on` (ISO date) dates the file, so that the same data always gives the same bytes. `brand_mark` is
    the letter of the monogram, `brand_color` its ground (white on it reads), `brand_ink` the title's,
    as on the web. `qr_text` is what a phone opens; `ra_number` is what a scanner types. `send_until` is the
    last day written out ("mardi 8 décembre 2026"); `cost_sentence` a full sentence ("Retour gratuit.").
    `destination` is the postal address, one line an entry. `phone_sentence` fills the left of the footer.
    """

    language: Literal["fr", "en"]
    issued_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    brand_name: Name
    brand_mark: Annotated[str, Field(min_length=1, max_length=4)]
    brand_color: Color
    brand_ink: Color
    case_number: Name
    order_number: NotRequired[Words]
    ra_number: CodeText
    qr_text: Annotated[str, Field(min_length=1, max_length=400)]
    send_until: NotRequired[Words]
    cost_sentence: NotRequired[Words]
    destination: Annotated[list[Name], Field(min_length=1, max_length=8)]
    decided: Annotated[list[SlipFact], Field(max_length=8)]
    lines: Annotated[list[SlipLine], Field(min_length=1, max_length=500)]
    notice: NotRequired[SlipNotice]
    gestures: NotRequired[Annotated[list[SlipGesture], Field(min_length=3, max_length=3)]]
    phone_sentence: NotRequired[Words]


_ADAPTERS: dict[str, TypeAdapter[Any]] = {"return_slip": TypeAdapter(ReturnSlip)}


def accepted(template: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data` as the template may have it.

    Raises KeyError for an unknown template, ValueError naming the fields that do not fit (never their
    values: a slip may carry a product name that a person wrote).
    """
    adapter = _ADAPTERS[template]
    try:
        return dict(adapter.validate_python(dict(data)))
    except ValidationError as refused:
        places = ", ".join(
            f"{'.'.join(str(step) for step in fault['loc'])} ({fault['type']})" for fault in refused.errors()
        )
        raise ValueError(f"the data does not fit the paper {template!r}: {places}") from None
