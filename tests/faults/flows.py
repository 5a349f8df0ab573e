"""What people and machines do with Savoir today, each as a deed that may be tried again after a death."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from savoir.cases.models import CaseLine, Decision
from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel import files
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Refused
from savoir.kernel.jobs import drain
from savoir.kernel.models import FileObject, IdempotencyRecord
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Inspection
from savoir.organizations.models import Member
from savoir.organizations.operations import start_session
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import undo_refund
from tests.doors import desks, docks, portals
from tests.faults.outside import Outside
from tests.faults.worlds import DAY, Agreed, agree, post
from tests.shop import Shop, sell

SOON = timedelta(minutes=2)
numbers = count(1)


@dataclass
class World:
    """A shop, what stands outside of it, and now."""

    shop: Shop
    outside: Outside
    folder: Path
    key: str
    now: datetime

    def signed_in(self, role: Role) -> Client:
        """The browser of a member."""
        client = Client()
        with organization_block(self.shop.org_id):
            user = Member.objects.select_related("user").get(id=self.shop.actors[role].id).user
        client.force_login(user)
        start_session(user_id=user.id, session_key=client.session.session_key or "", former_key="",
                      agent="Firefox", now=timezone.now())  # fmt: skip
        return client

    def agreed(self, **given: Any) -> Agreed:
        """A return agreed on three days ago."""
        with organization_block(self.shop.org_id):
            return agree(self.shop, at=self.now - 3 * DAY, delivered_at=self.now - 9 * DAY, **given)

    def works_off(self, **later: int) -> None:
        """Every job due soon."""
        drain(until=timezone.now() + (timedelta(**later) if later else SOON))


@dataclass(frozen=True)
class Flow:
    """`prepare` makes a subject; `deed` may be done again and again; `check` asserts the one effect."""

    name: str
    prepare: Callable[[World], Any]
    deed: Callable[[World, Any], None]
    check: Callable[[World, Any], None]


def _portal_prepare(world: World) -> Any:
    with organization_block(world.shop.org_id):
        return sell(world.shop, delivered_at=world.now - 3 * DAY)


def _portal(world: World, sale: Any) -> None:
    """Order, cause, answer, choice, in a browser; whoever comes back finds his return under way."""
    visitor = portals.Visitor(world.shop, Client())
    assert visitor.proves(sale).status_code in (302, 303)
    if visitor.says(sale, "avis").status_code in (302, 303):
        assert visitor.chooses("refund").status_code in (302, 303, 409, 422)


def _one_agreement(world: World, sale: Any) -> None:
    with organization_block(world.shop.org_id):
        assert CaseLine.objects.filter(order_line_id=sale.line_ids[0], holds=True).count() == 1
        assert Refund.objects.filter(payment_id=sale.payment_id).count() == 1


def _desk_prepare(world: World) -> Any:
    case, sale = desks.late_return(world.shop, reason=Reason.CHANGED_MIND, intent=Intent.RETURN)
    return case, sale, world.signed_in(Role.AGENT)


def _desk(world: World, subject: Any) -> None:
    """The agent grants the refund; pressed again, the page says that it is decided."""
    case, _, client = subject
    desk = desks.Desk(world.shop, client)
    try:
        assert desk.decides(case, Remedy.REFUND).status_code in (302, 303, 409, 422)
    except (Refused, StopIteration):
        assert _decided(world, case.id) == 1


def _decided(world: World, case_id: int) -> int:
    with organization_block(world.shop.org_id):
        return Decision.objects.filter(case_id=case_id, outcome="accepted", superseded=False).count()


def _one_decision(world: World, subject: Any) -> None:
    case, sale, _ = subject
    assert _decided(world, case.id) == 1
    with organization_block(world.shop.org_id):
        assert Refund.objects.filter(payment_id=sale.payment_id).count() == 1


def _dock_prepare(world: World) -> Any:
    agreed = world.agreed()
    return agreed, world.signed_in(Role.WAREHOUSE), str(uuid4())


def _dock(world: World, subject: Any) -> None:
    agreed, client, scan_id = subject
    parcel = docks.Parcel(agreed.ra_number, agreed.case_id, agreed.reference)
    dock = docks.Dock(world.shop, client)
    if "line_" in dock.get(f"colis/{parcel.number}/").content.decode():
        assert dock.receives(parcel, scan_id=scan_id).status_code in (302, 303, 409, 422)


def _received_once(world: World, subject: Any) -> None:
    with organization_block(world.shop.org_id):
        assert CaseLine.objects.get(case_id=subject[0].case_id).received_qty == 1


def _inspect_prepare(world: World) -> Any:
    agreed, client, scan_id = _dock_prepare(world)
    dock = docks.Dock(world.shop, client)
    answer = dock.receives(docks.Parcel(agreed.ra_number, agreed.case_id, agreed.reference))
    return agreed, client, scan_id, answer["Location"]


def _inspect(world: World, subject: Any) -> None:
    _, client, scan_id, address = subject
    form = {**docks.AS_NEW, "quantity": "1", "scan_id": scan_id}
    assert client.post(address, form).status_code in (302, 303, 409)


def _inspected_once(world: World, subject: Any) -> None:
    with organization_block(world.shop.org_id):
        assert IdempotencyRecord.objects.filter(key=subject[2]).count() == 1
        assert Inspection.objects.filter(receipt_line__receipt__ra__number=subject[0].ra_number).count() == 1


def settle_prepare(world: World) -> Any:
    agreed = world.agreed()
    with organization_block(world.shop.org_id):
        return Refund.objects.get(id=post(world.shop, agreed, at=world.now - DAY))


def _undo_prepare(world: World) -> Any:
    """Its money is about to leave; the ten seconds are ten minutes here, since the machine may be slow."""
    refund = settle_prepare(world)
    with organization_block(world.shop.org_id):
        Refund.objects.filter(id=refund.id).update(leaves_at=timezone.now() + 5 * SOON)
    return refund


def _undo(world: World, refund: Any) -> None:
    try:
        with organization_block(world.shop.org_id):
            undo_refund(actor=world.shop.agent, reference=refund.reference, now=timezone.now())
    except Refused:
        _undone(world, refund)


def _undone(world: World, refund: Any) -> None:
    with organization_block(world.shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "canceled"


def _photo_prepare(_world: World) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8 + next(numbers), 8), "red").save(out, "JPEG")
    return out.getvalue()


def _photo(world: World, content: bytes) -> None:
    with organization_block(world.shop.org_id):
        actor: Actor = world.shop.agent
        card = files.store_upload(actor=actor, content=content, file_name="a.jpg", now=timezone.now())
    (world.folder / "photo").write_text(card.digest)


def _photo_whole(world: World, _content: bytes) -> None:
    digest = (world.folder / "photo").read_text()
    with organization_block(world.shop.org_id):
        row = FileObject.objects.get(digest=digest)
    place = Path(settings.MEDIA_ROOT) / str(world.shop.org_id) / digest[:2] / digest
    assert place.stat().st_size == row.size


PEOPLE = (
    Flow("a customer asks and accepts", _portal_prepare, _portal, _one_agreement),
    Flow("an agent decides", _desk_prepare, _desk, _one_decision),
    Flow("the dock receives", _dock_prepare, _dock, _received_once),
    Flow("the dock inspects", _inspect_prepare, _inspect, _inspected_once),
    Flow("an agent takes his click back", _undo_prepare, _undo, _undone),
    Flow("a photo is stored", _photo_prepare, _photo, _photo_whole),
)
