"""What leaves the decisions leaves the extract the next time it is written, from the disk too."""

from pathlib import Path

from savoir.cases.models import Decision
from savoir.insights import operations
from tests.cases.files import opened
from tests.cases.test_answering_cases import grant
from tests.insights.pasts import cases_on_disk, extract_in
from tests.shop import Shop, sell


def test_a_decision_that_is_removed_is_gone_from_the_extract_once_rewritten(
    in_shop: Shop, tmp_path: Path
) -> None:
    kept, erased = opened(in_shop, sell(in_shop)), opened(in_shop, sell(in_shop))
    for case in (kept, erased):
        grant(in_shop, case)
    with extract_in(tmp_path):
        assert operations.rewrite_extract(actor=in_shop.system) == 2
        assert cases_on_disk(tmp_path) == {kept.id, erased.id}
        Decision.objects.filter(case_id=erased.id).delete()
        assert cases_on_disk(tmp_path) == {kept.id, erased.id}  # only the rewriting takes it away
        assert operations.rewrite_extract(actor=in_shop.system) == 1
    assert cases_on_disk(tmp_path) == {kept.id}
