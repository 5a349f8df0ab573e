"""A second factor: made, shown, lost, reset; and nothing reachable between password and code."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client

from savoir.kernel.access import Role
from savoir.kernel.ledger import events_of
from savoir.kernel.sealing import unseal
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations
from savoir.organizations.models import Member, RecoveryCode, SecondFactor, UserSession
from tests.doors.keys import SoftKey
from tests.shop import NOON, Shop, make_shop

PASSWORD = "une phrase assez longue"
SECURITY = "/entree/compte/securite/"
PROOF = f"{SECURITY}preuve/"


@dataclass
class Person:
    """A member at his browser."""

    shop: Shop
    role: Role = Role.AGENT
    client: Client = field(default_factory=Client)

    @property
    def user_id(self) -> int:
        """His person's id."""
        with organization_block(self.shop.org_id):
            return Member.objects.get(id=self.shop.actors[self.role].id).user_id

    def has_password(self) -> "Person":
        """Chosen earlier."""
        user = get_user_model().objects.get(id=self.user_id)
        user.set_password(PASSWORD)
        user.save()
        return self

    def signs_in(self, password: str = PASSWORD) -> str:
        """Where the password leads."""
        email = get_user_model().objects.get(id=self.user_id).email
        answer = self.client.post("/entree/", {"email": email, "password": password})
        return answer.get("Location", "")

    def is_in(self) -> bool:
        """Whether his account opens."""
        return self.client.get("/entree/compte/").status_code == 200

    def code(self, later: int = 0) -> str:
        """What his application shows."""
        row = SecondFactor.objects.get(user_id=self.user_id, kind="codes")
        return pyotp.TOTP(unseal(bytes(row.sealed))["seed"]).at(NOON + timedelta(seconds=later))

    def adds_codes(self, path: str = f"{SECURITY}application/") -> list[str]:
        """Begins, scans, types the first code; the codes on paper he was shown."""
        assert self.client.post(path).status_code == 303
        assert "data:image/svg+xml" in self.client.get(path).content.decode()
        shown = self.client.post(path, {"code": self.code()})
        assert shown.status_code == 200
        return re.findall(r"<code class=\"ref\">(\w{5}-\w{5})</code>", shown.content.decode())


@pytest.fixture
def lea(shop: Shop, clock: time_machine.Traveller) -> Person:
    """Léa, who has a password and is signed in with it alone."""
    person = Person(shop).has_password()
    assert person.signs_in() == "/entree/accueil/"
    return person


def test_an_application_is_asked_for_from_the_next_login_on(
    lea: Person, clock: time_machine.Traveller
) -> None:
    papers = lea.adds_codes()
    assert len(set(papers)) == 10
    again = Person(lea.shop)
    assert again.signs_in() == "/entree/suite/code/"
    assert not again.is_in()
    clock.shift(60)
    wrong = again.client.post("/entree/suite/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Ce code ne va pas" in wrong.content.decode()
    passed = again.client.post("/entree/suite/code/", {"code": lea.code(60)}, follow=True)
    assert passed.redirect_chain[0][0] == "/entree/suite/"
    assert again.is_in()


def test_no_code_works_twice_nor_does_one_on_paper(lea: Person, clock: time_machine.Traveller) -> None:
    papers = lea.adds_codes()
    used = lea.code()
    for code, status in ((used, 422), (papers[0].upper().replace("-", " "), 302), (papers[0], 422)):
        other = Person(lea.shop)
        other.signs_in()
        assert other.client.post("/entree/suite/code/", {"code": code}).status_code == status
    assert RecoveryCode.objects.filter(user_id=lea.user_id, used_at=None).count() == 9


def test_five_wrong_codes_rest_the_door_for_the_right_one_too(
    lea: Person, clock: time_machine.Traveller
) -> None:
    lea.adds_codes()
    clock.shift(60)
    for _ in range(5):
        other = Person(lea.shop)  # a fresh browser each time: the count is the person's
        other.signs_in()
        assert other.client.post("/entree/suite/code/", {"code": "123456"}).status_code == 422
    assert other.client.post("/entree/suite/code/", {"code": lea.code(60)}).status_code == 429
    assert not other.is_in()
    clock.shift(15 * 60)
    other = Person(lea.shop)
    other.signs_in()
    assert other.client.post("/entree/suite/code/", {"code": lea.code(960)}).status_code == 302


def test_an_organization_that_asks_leads_to_enrolment_before_anything_else(
    lea: Person, clock: time_machine.Traveller
) -> None:
    with organization_block(lea.shop.org_id):
        admin = lea.shop.actors[Role.ADMIN]
        operations.require_second_factor(actor=admin, required=True, now=NOON)
        kinds = [one.kind for one in events_of("organization", lea.shop.org_id)]
    assert kinds[-1] == "second_factor_ruled"
    fresh = Person(lea.shop)
    assert fresh.signs_in() == "/entree/suite/inscription/"
    assert not fresh.is_in()
    assert len(fresh.adds_codes("/entree/suite/inscription/")) == 10
    assert fresh.client.get("/entree/suite/")["Location"] == "/entree/accueil/"
    assert fresh.is_in()


def test_the_seed_is_stored_sealed_and_shown_to_nobody_again(lea: Person) -> None:
    lea.adds_codes()
    row = SecondFactor.objects.get(user_id=lea.user_id)
    seed = unseal(bytes(row.sealed))["seed"]
    assert seed.encode() not in bytes(row.sealed)
    assert seed not in lea.client.get(SECURITY).content.decode()
    assert lea.client.get(f"{SECURITY}application/").status_code == 404


def test_taking_it_away_asks_for_the_password_again(lea: Person) -> None:
    lea.adds_codes()
    row = SecondFactor.objects.get(user_id=lea.user_id)
    path = f"{SECURITY}{row.id}/retrait/"
    assert lea.client.post(path, {"password": "autre chose de long"}).status_code == 422
    assert SecondFactor.objects.filter(id=row.id).exists()
    assert Person(lea.shop, Role.SENIOR).client.post(path, {"password": PASSWORD}).status_code == 302
    assert SecondFactor.objects.filter(id=row.id).exists()
    assert lea.client.post(path, {"password": PASSWORD}).status_code == 303
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert Person(lea.shop).signs_in() == "/entree/accueil/"


def test_an_administrator_resets_a_colleague_who_hears_of_it(
    lea: Person, clock: time_machine.Traveller
) -> None:
    lea.adds_codes()
    shop, admin = lea.shop, lea.shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        operations.reset_factors(actor=admin, member_id=shop.agent.id, now=NOON)
        last = events_of("organization", shop.org_id)[-1]
    assert (last.kind, last.actor_id, last.payload["change"]) == ("second_factor_changed", admin.id, "reset")
    assert not SecondFactor.objects.exists()
    assert not UserSession.objects.filter(user_id=lea.user_id).exists()
    assert not lea.is_in()
    with organization_block(shop.org_id):
        letter = operations.factor_letter(user_id=lea.user_id, change="reset", at=NOON.isoformat())
    assert letter is not None
    assert letter.to == f"agent.{shop.brand_slug}@lenoir.example"
    assert "remis à zéro" in letter.text


def test_nobody_resets_his_own_or_one_that_another_house_trusts(lea: Person) -> None:
    lea.adds_codes()
    shop, neighbor = lea.shop, make_shop("voisin")
    admin = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        with pytest.raises(operations.OwnFactor):
            operations.reset_factors(actor=admin, member_id=admin.id, now=NOON)
        email = get_user_model().objects.get(id=lea.user_id).email
    with organization_block(neighbor.org_id):
        far = neighbor.actors[Role.ADMIN]
        there = operations.add_member(actor=far, email=email, full_name="Léa", role=Role.AGENT, now=NOON)
        secret = operations.invite(actor=far, member_id=there, now=NOON)
    operations.accept_invitation(secret=secret, user_id=lea.user_id, now=NOON)
    with organization_block(shop.org_id), pytest.raises(operations.WorksElsewhereToo):
        operations.reset_factors(actor=admin, member_id=shop.agent.id, now=NOON)
    assert SecondFactor.objects.count() == 1


def test_a_passkey_is_added_and_then_stands_for_the_code(lea: Person) -> None:
    key = _added(lea)
    again = Person(lea.shop)
    assert again.signs_in() == "/entree/suite/code/"
    assert not again.is_in()
    answer = key.sign(again.client.post("/entree/suite/cle/question/").content.decode())
    assert again.client.post("/entree/suite/cle/", {"answer": answer})["Location"] == "/entree/suite/"
    assert again.client.get("/entree/suite/")["Location"] == "/entree/accueil/"
    assert again.is_in()


def _added(person: Person, **kind: bool) -> SoftKey:
    key = SoftKey(**kind)
    options = person.client.post(f"{SECURITY}cle/question/").content.decode()
    shown = person.client.post(f"{SECURITY}cle/", {"answer": key.make(options), "label": "Téléphone"})
    assert shown.status_code == 200
    assert "Vos codes de secours" in shown.content.decode()
    assert "Téléphone" in person.client.get(SECURITY).content.decode()
    return key


def test_a_passkey_alone_opens_without_a_password_when_it_saw_its_person(lea: Person) -> None:
    key = _added(lea)
    visitor = Client()
    answer = key.sign(visitor.post("/entree/suite/cle/question/").content.decode())
    assert visitor.post("/entree/suite/cle/", {"answer": answer})["Location"] == "/entree/accueil/"
    assert visitor.get("/entree/compte/").status_code == 200
    key.sees_person = False
    stranger = Client()
    answer = key.sign(stranger.post("/entree/suite/cle/question/").content.decode())
    assert stranger.post("/entree/suite/cle/", {"answer": answer}).status_code == 422
    assert stranger.get("/entree/compte/").status_code == 302


def test_an_unlocked_desk_lets_nobody_add_a_key_of_his_own(
    lea: Person, clock: time_machine.Traveller
) -> None:
    lea.signs_in()
    clock.move_to(NOON + timedelta(minutes=11))
    page = lea.client.get(SECURITY).content.decode()
    assert "Taper d’abord mon mot de passe" in page
    assert "data-passkey" not in page
    for address in ("application/", "cle/question/", "cle/"):
        answer = lea.client.post(f"{SECURITY}{address}")
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"{PROOF}?vers=%2Fentree%2Fcompte%2Fsecurite%2F",
        )
    assert lea.client.post(PROOF, {"password": "une autre phrase assez longue"}).status_code == 422
    assert SecondFactor.objects.count() == 0

    proved = lea.client.post(f"{PROOF}?vers=https://mal.example/", {"password": PASSWORD})
    assert proved.headers["Location"] == SECURITY
    assert "data-passkey" in lea.client.get(SECURITY).content.decode()
    assert lea.client.get(f"{SECURITY}application/").status_code == 200


def test_an_answer_to_no_question_is_refused(lea: Person) -> None:
    lea.signs_in()
    answer = SoftKey().make(json.dumps({"challenge": ""}))
    assert lea.client.post(f"{SECURITY}cle/", {"answer": answer, "label": "x"}).status_code == 422
    assert SecondFactor.objects.count() == 0


def test_answers_of_another_question_address_or_person_are_refused(lea: Person) -> None:
    key = _added(lea)
    visitor = Client()
    options = visitor.post("/entree/suite/cle/question/").content.decode()
    good = key.sign(options)
    assert visitor.post("/entree/suite/cle/", {"answer": good}).status_code == 302
    for answer in (good, "", "{}", "[]", '{"id": 1}', "x" * 5000):  # used, empty, bent
        assert Client().post("/entree/suite/cle/", {"answer": answer}).status_code == 422
    key.origin = "https://savoir.example.net"  # a page that looks like ours
    fooled = Client()
    answer = key.sign(fooled.post("/entree/suite/cle/question/").content.decode())
    assert fooled.post("/entree/suite/cle/", {"answer": answer}).status_code == 422
    key.origin = "http://testserver"
    senior = Person(lea.shop, Role.SENIOR).has_password()
    senior.signs_in()
    _added(senior)
    waiting = Person(lea.shop, Role.SENIOR)
    assert waiting.signs_in() == "/entree/suite/code/"
    answer = key.sign(waiting.client.post("/entree/suite/cle/question/").content.decode())
    assert waiting.client.post("/entree/suite/cle/", {"answer": answer}).status_code == 422
    assert not waiting.is_in()
