"""The nginx sample in front of a production, by nginx itself: `deploy/try-nginx`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from savoir.config.launcher import ports

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "try-nginx"
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def tried(script: Path, path: str = PATH) -> subprocess.CompletedProcess[str]:
    """Run the trial on ports that are free now."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAVOIR_", "DATABASE_"))
    }
    chosen = {f"TRY_{part}_PORT": str(ports.any_free_port()) for part in ("HTTP", "HTTPS", "WEB")}
    return subprocess.run(
        ["/bin/sh", str(script)],
        env=kept | chosen | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def needs_programs() -> None:
    lacking = [name for name in ("nginx", "openssl", "curl") if shutil.which(name, path=PATH) is None]
    if lacking:
        pytest.skip(f"the nginx sample was NOT tried, this machine lacks {' and '.join(lacking)}")


SPOILED = {  # what stands in the sample: what stands there instead, and what the trial then says
    "X-Forwarded-For $remote_addr": (
        "X-Forwarded-For $http_x_forwarded_for", "tries are counted by the true address"),
    "https://$server_name$request_uri": (
        "https://$host$request_uri", "a foreign name is not where we send people"),
    "proxy_redirect off;": (
        "add_header X-Frame-Options DENY always;", "page: no header twice"),
    "max_body_size 12m": ("max_body_size 30m", "13 MB do not"),
    "max_body_size 55m": ("max_body_size 40m", "52 MB do"),
}  # fmt: skip


def with_spoiled_sample(folder: Path) -> Path:
    """The same trial beside a spoiled sample."""
    house, root = folder / "house", SCRIPT.parents[1]
    (house / "deploy" / "nginx").mkdir(parents=True)
    for name in (".venv", "src"):
        (house / name).symlink_to(root / name)
    sample = (root / "deploy" / "nginx" / "savoir.conf").read_text()
    for old, (new, _) in SPOILED.items():
        assert sample.count(old) == 1
        sample = sample.replace(old, new)
    (house / "deploy" / "nginx" / "savoir.conf").write_text(sample)
    return Path(shutil.copy(SCRIPT, house / "deploy"))


@pytest.mark.long
def test_the_sample_holds_in_front_of_a_production() -> None:
    needs_programs()
    done = tried(SCRIPT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All holds: nginx/" in done.stdout
    assert done.stdout.count("\nok ") >= 30
    assert "FAULT" not in done.stdout


@pytest.mark.long
def test_each_fault_of_a_spoiled_sample_is_seen(folder: Path) -> None:
    needs_programs()
    done = tried(with_spoiled_sample(folder))
    assert done.returncode == 1
    faults = [line for line in done.stdout.splitlines() if line.startswith("FAULT")]
    for _, said in SPOILED.values():
        assert any(said in fault for fault in faults), (said, done.stdout)


def test_a_machine_without_nginx_is_told_so(folder: Path) -> None:
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    script = shutil.copy(SCRIPT, folder / "try-nginx")
    body = Path(script).read_text().replace("PATH=$PATH:/usr/sbin:/sbin", "")
    Path(script).write_text(body)
    done = tried(Path(script), path=str(folder))
    assert (done.returncode, done.stdout) == (3, "")
    assert "needs nginx" in done.stderr
