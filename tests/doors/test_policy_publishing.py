"""A version of the rules on its way to publication: from a terminal, and on the desk's page of agreements."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from savoir.commands.policy import call_off, publish, retire, roll_back
from savoir.kernel.access import Role
from savoir.organizations.models import Member, User
from savoir.policies.models import PolicyVersion
from savoir.policies.operations import ask_review, draft_version, record_proof
from savoir.policies.queries import starter, version_card
from savoir.policies.states import ProofOutcome
from tests.doors.desks import SignIn, desk_of, inside
from tests.policies.publishing import published
from tests.shop import Shop

PASSWORD = "une phrase assez longue"


@pytest.fixture
def run(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`run(role, *words)`: somebody of the house types his password after the command, publish or another."""

    def _run(role: Role, *words: str, password: str = PASSWORD, verb: Any = publish) -> int:
        with inside(shop):
            user: User = Member.objects.select_related("user").get(id=shop.actors[role].id).user
        user.set_password(PASSWORD)
        user.save()
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return int(verb.main([*words, "--login", user.email, "--brand", shop.brand_slug, "--language", "fr"]))

    return _run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "policy.json").write_text(json.dumps(starter(name="fashion")))
    return tmp_path / "policy.json"


def _versions(shop: Shop) -> list[tuple[int, str]]:
    with inside(shop):
        return list(PolicyVersion.objects.order_by("number").values_list("number", "state"))


def _proved(shop: Shop, outcome: ProofOutcome) -> None:
    with inside(shop):
        row = PolicyVersion.objects.get(number=2)
        record_proof(
            actor=shop.system,
            version_id=row.id,
            digest=row.digest,
            outcome=outcome,
            report={},
            now=timezone.now(),
        )


def test_one_writes_another_approves_the_machine_proves_and_it_is_published(
    shop: Shop, run: Any, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Role.SUPERVISOR, str(path)) == 0
    written = capsys.readouterr().out
    assert "Version 2 écrite" in written
    assert (
        "L’équipe «\u00a0securite\u00a0» n’existe pas\u00a0: ses dossiers iront aux conseillers." in written
    )
    assert run(Role.SUPERVISOR, "--version", "2") == 1
    assert "Personne d’autre n’a relu cette version" in capsys.readouterr().err
    assert run(Role.SUPERVISOR, "--approve", "2") == 1
    assert "Vous avez écrit cette version" in capsys.readouterr().err
    assert run(Role.SENIOR, "--approve", "2") == 0
    assert run(Role.SUPERVISOR, "--version", "2") == 1
    assert "Cette version n’est pas encore prouvée" in capsys.readouterr().err
    _proved(shop, ProofOutcome.BELOW)
    assert run(Role.SUPERVISOR, "--version", "2") == 1
    assert "La vérification interdit de publier cette version" in capsys.readouterr().err
    assert _versions(shop) == [(1, "published"), (2, "reviewed")]
    _proved(shop, ProofOutcome.PROVED)
    assert run(Role.SUPERVISOR, "--version", "2", "--begins", "2099-01-01") == 0
    assert "elle vaut à partir du 2098-12-31 23:00 UTC" in capsys.readouterr().out
    assert _versions(shop) == [(1, "published"), (2, "published")]


def test_a_version_is_sent_back_with_a_motive_and_an_open_proof_is_answered_for(
    shop: Shop, run: Any, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Role.SUPERVISOR, str(path)) == 0
    assert run(Role.SENIOR, "--refuse", "2", "--motive", "La ligne 3 gêne") == 0
    assert "renvoyée à son auteur" in capsys.readouterr().out
    assert _versions(shop)[-1] == (2, "draft")
    _proved(shop, ProofOutcome.OPEN)
    assert run(Role.SUPERVISOR, "--settle", "2", "--motive", "Moi") == 1
    assert run(Role.SENIOR, "--settle", "2") == 1
    assert "Vous avez écrit cette version" in capsys.readouterr().err
    assert run(Role.SENIOR, "--settle", "2", "--motive", "Lu avec le juriste") == 0
    with inside(shop):
        row = PolicyVersion.objects.get(number=2)
    assert (row.settled_by_id, row.settled_motive) == (shop.actors[Role.SENIOR].id, "Lu avec le juriste")


def test_a_scheduled_version_is_called_off_one_in_force_retired_and_an_older_one_brought_back(
    shop: Shop, run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with inside(shop):
        now, far = timezone.now(), datetime(2099, 1, 1, tzinfo=UTC)
        published(shop, "fashion", begins_at=now, now=now)
        published(shop, "beauty", begins_at=far, now=timezone.now())
    before = _versions(shop)
    assert run(Role.SENIOR, "3", verb=call_off) == 1
    assert run(Role.SUPERVISOR, "2", verb=call_off) == 1
    assert "Cette version n’est pas programmée" in capsys.readouterr().err
    assert _versions(shop) == before
    assert run(Role.SUPERVISOR, "3", verb=call_off) == 0
    assert run(Role.SUPERVISOR, "3", verb=retire) == 1
    assert run(Role.SUPERVISOR, "2", verb=retire) == 0
    assert run(Role.SUPERVISOR, "3", "--begins", "2099-06-01", verb=roll_back) == 0
    assert "Version 4 publiée, contenu de la 3" in capsys.readouterr().out
    assert _versions(shop) == [(1, "published"), (2, "retired"), (3, "called_off"), (4, "published")]


def test_without_the_password_or_the_right_nothing_is_written(
    shop: Shop, run: Any, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Role.SUPERVISOR, str(path), password="autre chose") == 1
    assert run(Role.AGENT, str(path)) == 1
    assert "Cette action ne vous est pas ouverte" in capsys.readouterr().err
    assert _versions(shop) == [(1, "published")]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 1, "un seul des cinq"),
        (["--approve", "2", "--version", "2"], 1, "un seul des cinq"),
        (["--approve", "9"], 1, "Cette marque n’a pas de version 9"),
        (["none.json"], 2, "No such file"),
    ],
)
def test_what_names_nothing_is_said_in_one_sentence(
    shop: Shop, run: Any, capsys: pytest.CaptureFixture[str], words: list[str], status: int, told: str
) -> None:
    assert run(Role.SUPERVISOR, *words) == status
    assert told in capsys.readouterr().err
    assert _versions(shop) == [(1, "published")]


def test_a_wrong_document_is_named_by_its_faults(
    shop: Shop, run: Any, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text(json.dumps(starter(name="fashion") | {"name": ""}))
    assert run(Role.SUPERVISOR, str(path)) == 1
    assert "document\u00a0: lu '', attendu un texte de 1 à 200 caractères" in capsys.readouterr().err
    assert _versions(shop) == [(1, "published")]


def test_a_version_of_the_rules_is_read_by_a_second_person_on_this_page(shop: Shop, login: SignIn) -> None:
    author, now = shop.actors[Role.SUPERVISOR], timezone.now()
    with inside(shop):
        version_id = draft_version(
            actor=author, brand_id=shop.brand_id, document=starter(name="fashion"), now=now
        )
        digest = version_card(actor=author, version_id=version_id).digest
        asked = ask_review(actor=author, version_id=version_id, digest=digest, now=now)
    senior, supervisor = desk_of(shop, login, Role.SENIOR), desk_of(shop, login, Role.SUPERVISOR)

    assert "Relire une version des règles" in senior.get("accords/").content.decode()
    for reader in (senior, supervisor):  # whoever may say yes may read what it is said to
        assert f"/console/regles/{version_id}/vie/" in reader.get("accords/").content.decode()
    assert supervisor.post(f"accords/{asked}/", answer="yes", plan=digest).status_code == 403
    assert senior.post(f"accords/{asked}/", answer="yes", plan="old").status_code == 409
    with inside(shop):
        assert version_card(actor=author, version_id=version_id).state == "draft"
    assert senior.post(f"accords/{asked}/", answer="yes", plan=digest).status_code == 303
    with inside(shop):
        assert version_card(actor=author, version_id=version_id).state == "reviewed"
    assert "Aucun accord demandé" in senior.get("accords/").content.decode()
