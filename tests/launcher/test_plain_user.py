"""The same launcher in the hands of a plain user, tried from root by changing user."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from savoir.config.launcher.binaries import wheel_root
from savoir.config.launcher.cluster import Cluster

SOURCE = Path(__file__).resolve().parents[2] / "src"
PLAIN_UID = pwd.getpwnam("nobody").pw_uid
NAMELESS_UID = 54_321  # containers run so
IMPORT = "from savoir.config.launcher.cluster import Cluster"
SCRIPT = """
import os
from savoir.config.launcher.cluster import Cluster
cluster = Cluster()
cluster.start()
cluster.start()
print(os.geteuid(), cluster.places.home, cluster.status().running)
"""


def as_plain_user(home: Path, script: str, uid: int = PLAIN_UID) -> subprocess.CompletedProcess[str]:
    """Run a script as the plain user, with an interpreter which that user may start."""
    environment = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{SOURCE}:{wheel_root()}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for python in (sys.executable, shutil.which("python3", path="/usr/bin")):
        if python is None:
            continue
        command = [python, "-c", script]
        try:
            done = subprocess.run(
                command,
                env=environment,
                cwd="/",
                user=uid,
                group=uid,
                extra_groups=[],
                capture_output=True,
                text=True,
                check=False,
            )
        except PermissionError:
            continue
        return done
    pytest.skip("no Python here that a plain user may start")


@pytest.mark.skipif(os.geteuid() != 0, reason="changing user needs root")
def test_a_plain_user_starts_in_his_own_folder_and_root_can_act_for_him(folder: Path) -> None:
    person = folder / "person"
    person.mkdir(mode=0o755)
    os.chown(person, PLAIN_UID, PLAIN_UID)
    started = as_plain_user(person, SCRIPT)
    assert started.returncode == 0, started.stderr
    home = person / ".local" / "share" / "savoir"
    assert started.stdout.split() == [str(PLAIN_UID), str(home), "True"]
    seen_by_owner = (
        "from savoir.config.launcher.cluster import Cluster; c = Cluster(); print(c.status().pid); "
    )
    pid = int(as_plain_user(person, seen_by_owner).stdout)
    assert os.stat(f"/proc/{pid}").st_uid == PLAIN_UID
    with psycopg.connect(Cluster(home).dsn()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("savoir_app",)
    stopped = as_plain_user(person, f"{IMPORT}; Cluster().stop()")
    assert stopped.returncode == 0, stopped.stderr
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="changing user needs root")
def test_another_users_home_is_refused_in_plain_words(shared_cluster: Cluster, folder: Path) -> None:
    home = shared_cluster.places.home
    script = f"""
from pathlib import Path
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import ClusterFault
try:
    Cluster(Path("{home}")).start()
except ClusterFault as fault:
    print(fault)
"""
    refused = as_plain_user(folder, script)
    assert "not yours" in refused.stdout or "another user" in refused.stdout, refused.stderr
    assert shared_cluster.is_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="changing user needs root")
def test_a_user_without_a_name_learns_that_postgresql_needs_one(folder: Path) -> None:
    os.chown(folder, NAMELESS_UID, NAMELESS_UID)
    refused = as_plain_user(folder, SCRIPT, NAMELESS_UID)
    assert "has no name in /etc/passwd" in refused.stderr
    assert list(folder.iterdir()) == []
