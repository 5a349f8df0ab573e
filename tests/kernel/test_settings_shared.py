"""Settings are read once by a process, and read again by the first block after anybody has changed one."""

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, transaction

from savoir.kernel import memory
from savoir.kernel.memory import recall
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand, Member, Team, User
from savoir.organizations.queries import members
from tests import databases
from tests.concurrency.races import at_once
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.concurrency


class Asked:
    """Counts how often the name of a brand had to be read, as a setting."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.times = shop, 0

    def here(self) -> str:
        return recall(
            ("setting", self.shop.org_id), tables=("organizations_brand",), is_setting=True,
            read=self._read,
        )  # fmt: skip

    def __call__(self) -> str:
        with organization_block(self.shop.org_id):
            return self.here()

    def _read(self) -> str:
        self.times += 1
        return Brand.objects.get(id=self.shop.brand_id).name


def rename(shop: Shop, name: str) -> None:
    Brand.objects.filter(id=shop.brand_id).update(name=name)


@pytest.fixture
def own_shop(own_database: str) -> Shop:
    """A shop that was really committed."""
    return make_shop()


@pytest.fixture
def asked(own_shop: Shop) -> Asked:
    """Its brand's name."""
    return Asked(own_shop)


@pytest.fixture
def outsider(own_database: str, template: tuple[databases.Cluster, str]) -> Iterator[psycopg.Connection]:
    """Somebody whose statements this process does not see."""
    cluster, _ = template
    with psycopg.connect(cluster.connections().dsn("savoir_app", own_database)) as link:
        yield link


def renamed_outside(link: psycopg.Connection, shop: Shop, name: str) -> None:
    link.execute("SELECT set_config('app.org_id', %s, true)", [str(shop.org_id)])
    link.execute("UPDATE organizations_brand SET name = %s WHERE id = %s", [name, shop.brand_id])


def test_a_setting_is_read_once_for_all_blocks(asked: Asked) -> None:
    assert {asked() for _ in range(3)} == {"Maison Lenoir"}
    assert asked.times == 1


def test_somebody_else_s_change_is_seen_by_the_next_block(asked: Asked, outsider: psycopg.Connection) -> None:
    asked()
    renamed_outside(outsider, asked.shop, "Maison Suivante")
    assert asked() == "Maison Lenoir", "he has not committed"
    outsider.commit()
    assert asked() == "Maison Suivante"
    assert asked.times == 2


def test_what_he_took_back_changes_nothing(asked: Asked, outsider: psycopg.Connection) -> None:
    asked()
    renamed_outside(outsider, asked.shop, "Jamais")
    outsider.rollback()
    assert asked() == "Maison Lenoir"
    assert asked.times == 1


def test_without_the_trigger_the_old_name_stays(
    asked: Asked, outsider: psycopg.Connection, template: tuple[databases.Cluster, str], own_database: str
) -> None:
    """The twin that must go wrong."""
    with psycopg.connect(template[0].connections().dsn("savoir_owner", own_database)) as owner:
        owner.execute("DROP TRIGGER settings_marked ON organizations_brand")
    asked()
    renamed_outside(outsider, asked.shop, "Maison Suivante")
    outsider.commit()
    assert asked() == "Maison Lenoir"


def test_our_own_change_is_seen_at_once_and_by_nobody_before_it_holds(asked: Asked) -> None:
    asked()
    with organization_block(asked.shop.org_id):
        rename(asked.shop, "Maison Nouvelle")
        assert asked.here() == "Maison Nouvelle"
        assert at_once(asked) == ["Maison Lenoir"], "another thread of this process"
    assert asked() == "Maison Nouvelle"


def test_what_a_block_read_of_its_own_change_dies_with_it(asked: Asked) -> None:
    def rename_and_fail() -> None:
        with organization_block(asked.shop.org_id):
            rename(asked.shop, "Jamais")
            assert asked.here() == "Jamais"
            raise RuntimeError

    asked()
    with pytest.raises(RuntimeError):
        rename_and_fail()
    assert asked() == "Maison Lenoir"


def test_inside_somebody_s_transaction_nothing_is_shared(asked: Asked) -> None:
    """Its blocks read what it wrote; it may still be taken back."""
    asked()
    with transaction.atomic():
        with organization_block(asked.shop.org_id):
            rename(asked.shop, "Jamais")
        assert asked() == "Jamais"
        transaction.set_rollback(True)
    assert asked() == "Maison Lenoir"


def test_who_began_before_a_change_keeps_no_other_from_seeing_it(
    asked: Asked, outsider: psycopg.Connection
) -> None:
    """A block that is open while the name changes reads and keeps it; nobody gets an older one after."""
    begun, changed = threading.Event(), threading.Event()

    def late() -> str:
        with organization_block(asked.shop.org_id):
            begun.set()
            assert changed.wait(timeout=30)
            return asked.here()

    def change() -> str:
        assert begun.wait(timeout=30)
        renamed_outside(outsider, asked.shop, "Maison Suivante")
        outsider.commit()
        changed.set()
        return "changed"

    assert at_once(late, change) == ["Maison Suivante", "changed"]
    assert asked() == "Maison Suivante"


def test_another_shop_s_settings_are_others(asked: Asked, outsider: psycopg.Connection) -> None:
    other = Asked(make_shop())
    asked(), other()
    renamed_outside(outsider, other.shop, "Maison Voisine")
    outsider.commit()
    assert (asked(), other()) == ("Maison Lenoir", "Maison Voisine")
    assert asked.times == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: User.objects.filter(memberships__org_id=shop.org_id).update(full_name="Zoé Durand"),
        lambda shop: Member.objects.filter(org_id=shop.org_id).update(active=False),
        lambda shop: Team.objects.filter(org_id=shop.org_id).update(name="Autre équipe"),
    ],
    ids=["a name", "a member", "a team"],
)
def test_colleagues_are_read_anew_when_one_of_them_changed(
    own_shop: Shop, change: Callable[[Shop], int]
) -> None:
    def seen() -> object:
        with organization_block(own_shop.org_id):
            if not Team.objects.exists():
                team = Team.objects.create(
                    org_id=own_shop.org_id, code="sav", name="SAV", calendar_id=own_shop.calendar_id
                )
                Member.objects.filter(org_id=own_shop.org_id).update(team=team)
            return members(actor=own_shop.agent)

    def changed() -> str:
        with organization_block(own_shop.org_id):
            return str(change(own_shop))

    seen()
    before = seen()
    assert seen() == before
    assert at_once(changed) != ["0"]
    assert seen() != before


def test_each_table_of_settings_gives_another_mark(own_shop: Shop) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'settings_marked'")
        marked = {row[0] for row in cursor.fetchall()}
    assert marked >= memory.tables_of_settings() >= {"organizations_brand", "policies_policyversion"}


def test_a_setting_of_a_table_that_nobody_named_is_refused(own_shop: Shop) -> None:
    with organization_block(own_shop.org_id), pytest.raises(LookupError, match="orders_order"):
        recall(("x", own_shop.org_id), tables=("orders_order",), read=lambda: 1, is_setting=True)
