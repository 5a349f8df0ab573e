"""What every resource shares: strict input, money, pages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from savoir.kernel.values.money import Money

Text = Annotated[str, Field(max_length=10_000)]
Id = Annotated[int, Field(gt=0, lt=2**63)]
Limit = Annotated[int, Field(ge=1, le=100, description="How many at most, 1 to 100.")]
After = Annotated[str, Field(max_length=100, description="`next` of the page before; empty for the first.")]


class Given(BaseModel):
    """What is sent: a field nobody knows is refused; a number may come as text, as `"2"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class Amount(Answer):
    """Money in minor units: 5900 EUR is 59.00 €."""

    minor: int
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


def amount(money: Money) -> Amount:
    """The money as it is sent."""
    return Amount.model_construct(minor=money.minor, currency=money.currency)
