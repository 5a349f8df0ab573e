"""R11, R12: a full disk, a database that is away or has no place left: plain words, nothing by halves."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from savoir.cases.models import CaseLine
from savoir.config.launcher.cluster import Cluster
from savoir.kernel import files
from savoir.kernel.jobs import drain
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from tests.doors.portals import Visitor, photo, text_of
from tests.faults.worlds import DAY, Agreed, agree, broken
from tests.shop import Shop, make_shop, sell

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
AWAY = "Votre saisie est gardée."


def mounted(place: Path, megabytes: int) -> bool:
    """Whether a disk of that size could be mounted there."""
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    wish = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(place)]
    return os.geteuid() == 0 and subprocess.run(wish, capture_output=True, check=False).returncode == 0


@pytest.fixture
def home(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A home on a small disk of its own: `size` in megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="sv", dir="/tmp"))
    folder.chmod(0o755)
    if not mounted(folder / "disk", getattr(request, "param", 400)):
        folder.joinpath("disk").rmdir()
        folder.rmdir()
        pytest.skip("R11, R12 NOT TRIED: this machine lets nobody mount a disk (it takes root and mount)")
    try:
        yield folder / "disk" / "home"
    finally:
        Cluster(folder / "disk" / "home").stop()
        subprocess.run(["umount", str(folder / "disk")], check=True)
        folder.joinpath("disk").rmdir()
        folder.rmdir()


def away(answer: Any) -> bool:
    """503 in plain words, without a trace."""
    page = text_of(answer)
    return answer.status_code == 503 and AWAY in page and "Traceback" not in page


def sale_of(shop: Shop) -> Any:
    with organization_block(shop.org_id):
        return sell(shop, delivered_at=datetime.now(UTC) - 3 * DAY)


def fill(disk: Path, *, spare: int = 0) -> Path:
    """A ballast that takes every block that is left but `spare` bytes."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            os.truncate(ballast, max(0, ballast.stat().st_size - spare))
            return ballast


def fresh_journal(cluster: Cluster) -> None:
    """A new segment of the journal, whole on disk: what is agreed next needs no 16 MB at once."""
    cluster.run_sql("savoir", "SELECT pg_switch_wal()")
    cluster.run_sql("savoir", "CREATE TABLE a_page (n int); DROP TABLE a_page")


def agree_until_full(shop: Shop) -> list[Agreed]:
    """Returns agreed on, each acknowledged by its commit, until the disk takes no more."""
    acknowledged: list[Agreed] = []
    now = datetime.now(UTC)
    while len(acknowledged) < 3000:
        try:
            with organization_block(shop.org_id):
                agreed = agree(shop, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
            acknowledged.append(agreed)
        except DatabaseError:
            connection.close()
            return acknowledged
    raise AssertionError("the disk never was full")


def test_a_full_disk_refuses_in_plain_words_and_loses_nothing(
    home: Path, cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop()
    sale = sale_of(shop)
    visitor = Visitor(shop, Client())
    fresh_journal(cluster)
    ballast = fill(home.parent, spare=3_000_000)
    acknowledged = agree_until_full(shop)
    assert acknowledged, "nothing was agreed before the disk was full: nothing could be lost"
    assert away(visitor.proves(sale))
    ballast.unlink()
    began = time.monotonic()
    back = None
    while back is None or back.status_code == 503:
        assert time.monotonic() - began < 60
        back = visitor.proves(sale)
    with organization_block(shop.org_id):
        present = set(CaseLine.objects.values_list("case_id", flat=True))
    with capsys.disabled():
        sys.stdout.write(
            f"\ndisk full: {len(acknowledged)} acknowledged, {len(present)} present; serving again "
            f"{time.monotonic() - began:.1f} s after a place was made\n"
        )
    kept = {agreed.case_id for agreed in acknowledged}
    assert kept <= present, "an acknowledged return is lost"
    assert len(present - kept) <= 1, "at most the last one's answer got lost with the database"
    drain(until=datetime.now(UTC))
    assert broken(shop, datetime.now(UTC)) == {}


@pytest.fixture
def small_media(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A disk of one megabyte for files."""
    if not mounted(tmp_path / "media", 1):
        pytest.skip("R11, R12 NOT TRIED: this machine lets nobody mount a disk (it takes root and mount)")
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media"
    subprocess.run(["umount", str(tmp_path / "media")], check=True)


def files_of(shop: Shop) -> list[int]:
    with organization_block(shop.org_id):
        return list(FileObject.objects.values_list("id", flat=True))


def test_a_full_disk_of_files_keeps_no_half_file_and_no_row(shop: Shop, small_media: Path) -> None:
    visitor, ballast = Visitor(shop, Client()), fill(small_media)
    sale = sale_of(shop)
    assert visitor.proves(sale).status_code == 303
    photos = f"photos-{sale.line_ids[0]}"
    answer = visitor.says(sale, "abime", **{photos: photo()})
    left = [place for place in small_media.rglob("*") if place.is_file() and place != ballast]
    assert (files_of(shop), left) == ([], []), "nothing half done"
    assert away(answer)
    ballast.unlink()
    again = visitor.says(sale, "abime", **{photos: photo()})
    assert (again.status_code, again["Location"]) == (303, visitor.at("reponse/"))
    (file_id,) = files_of(shop)
    with organization_block(shop.org_id):
        assert files.content_of(file_id)[1] == "image/jpeg"


def test_a_database_that_is_away_is_told_in_plain_words_and_comes_back(
    home: Path, cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop()
    sale = sale_of(shop)
    visitor = Visitor(shop, Client())
    assert visitor.proves(sale).status_code in (302, 303)
    visitor.says(sale, "avis")
    cluster.stop()
    connections["default"].close()
    answers = [visitor.get("reponse/"), visitor.post("reponse/", remedy="refund"), visitor.get("articles/")]
    assert all(away(answer) for answer in answers)
    began = time.monotonic()
    cluster.start()
    assert visitor.get("reponse/").status_code == 200, "what he had told before is still there"
    with capsys.disabled():
        sys.stdout.write(f"\ndatabase away: serving again {time.monotonic() - began:.1f} s after its start\n")
    assert visitor.chooses("refund").status_code in (302, 303)
    assert broken(shop, datetime.now(UTC)) == {}


def test_a_database_without_a_free_place_is_told_in_plain_words(
    own_database: str, template: tuple[Cluster, str]
) -> None:
    shop = make_shop()
    sale = sale_of(shop)
    visitor = Visitor(shop, Client())
    connections["default"].close()
    template[0].run_sql("postgres", f'ALTER DATABASE "{own_database}" CONNECTION LIMIT 0')
    try:
        assert away(visitor.proves(sale))
    finally:
        template[0].run_sql("postgres", f'ALTER DATABASE "{own_database}" CONNECTION LIMIT -1')
    assert visitor.proves(sale).status_code in (302, 303)
