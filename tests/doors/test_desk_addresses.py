"""Addresses of the desk are Django's own, worked out once."""

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse

from savoir.web.desk.addresses import CaseAddresses, address_of
from savoir.web.desk.urls import urlpatterns

OF_ONE = [page for page in urlpatterns if len(page.pattern.converters) == 1]


@pytest.mark.parametrize("page", OF_ONE, ids=lambda page: page.name)
def test_each_page_of_one_thing_has_the_address_django_gives_it(page: URLPattern) -> None:
    kind = next(iter(page.pattern.converters.values()))
    for of in (7, 12_345) if "Int" in type(kind).__name__ else ("SAV-X86ABC", "RB-K4"):
        assert address_of(str(page.name), of) == reverse(f"desk:{page.name}", args=[of])


def test_a_template_names_the_deeds_of_its_case_and_no_others() -> None:
    at = CaseAddresses("SAV-X86ABC")
    assert at["refusal"] == "/desk/dossiers/SAV-X86ABC/refus/"
    with pytest.raises(NoReverseMatch):
        at["refusl"]
