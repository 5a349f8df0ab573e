"""References of cases by id, for whoever tells the outside of them."""

from collections.abc import Iterable

from savoir.cases.queries.scope import visible_cases
from savoir.kernel.access import Actor


def case_names(*, actor: Actor, case_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Id -> (reference, brand) of the cases that exist for the actor."""
    rows = visible_cases(actor).filter(id__in=list(case_ids)).values_list("id", "reference", "brand_id")
    return {case_id: (reference, brand_id) for case_id, reference, brand_id in rows}
