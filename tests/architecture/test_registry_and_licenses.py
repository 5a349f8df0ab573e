"""Nothing kept names a registry or one machine; nothing locked forbids the AGPL."""

from pathlib import Path

import pytest
from gates import licenses

from .conftest import House

RULES = 'allowed = ["MIT", "Apache-2.0", "LGPL-3.0-only"]\n[aliases]\n"MIT License" = "MIT"\n'


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https://mirror.example/simple",
        "see https://pypi" + ".org/project/django/",
        "https://files.pythonhosted" + ".org/a.whl",
        '"resolved": "' + 'https://mirror.example/a.tgz"',
        "cd /wo" + "rk/main",
        'path = "/ho' + 'me/ada/savoir"',
    ],
)
def test_a_registry_or_a_machine_path_is_seen(house: House, line: str) -> None:
    house.write("docs/install.md", f"# Install\n{line}\n")

    assert house.found("registry").startswith("docs/install.md:2 ")


def test_addresses_and_paths_of_the_house_pass(house: House) -> None:
    house.write("docs/install.md", "https://savoir.example/desk/work/ ~/wo" + "rk/x var/lib/savoir\n")
    house.write("logo.bin", "\0 cd /wo" + "rk/main")

    assert house.found("registry") == ""


def test_lock_files_full_of_addresses_stay_out(house: House) -> None:
    house.write("uv.lock", "")

    assert "uv.lock holds a registry address" in house.found("registry")


class Shelf:
    """Lock files and the packages installed for them, in folders of their own."""

    def __init__(self, root: Path) -> None:
        self.root, self.installed = root, root / "installed"
        (root / "gates").mkdir()
        self.rules()
        self.lock("requirements.lock", "")
        self.lock("requirements-dev.lock", "")

    def rules(self, more: str = "") -> None:
        (self.root / "gates" / "licenses.toml").write_text(RULES + more)

    def lock(self, name: str, pins: str) -> None:
        (self.root / name).write_text(pins)

    def install(self, name: str, *metadata: str) -> None:
        folder = self.installed / f"{name}-1.0.dist-info"
        folder.mkdir(parents=True)
        lines = ("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *metadata)
        (folder / "METADATA").write_text("\n".join(lines) + "\n")

    def found(self) -> str:
        return "\n".join(licenses.check(self.root, [str(self.installed)]).findings)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.mark.parametrize(
    ("metadata", "is_allowed"),
    [
        ("License-Expression: MIT", True),
        ("License-Expression: GPL-2.0-only OR MIT", True),
        ("License-Expression: MIT AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("License-Expression: MIT AND GPL-2.0-only", False),
        ("License-Expression: BUSL-1.1", False),
        ("License: MIT License", True),
        ("License: Proprietary", False),
        ("Classifier: License :: OSI Approved :: MIT License", True),
        ("Classifier: License :: Other/Proprietary License", False),
        ("Summary: says nothing", False),
    ],
)
def test_only_allowed_licenses_are_locked(shelf: Shelf, metadata: str, is_allowed: bool) -> None:
    shelf.lock("requirements.lock", "Odd_Name==1.0 \\\n    --hash=sha256:00\n")
    shelf.install("odd.name", metadata)

    assert (shelf.found() == "") is is_allowed


def test_a_package_only_other_machines_install_is_not_asked(shelf: Shelf) -> None:
    shelf.lock("requirements.lock", 'colorful==1.0 ; sys_platform == "nowhere" \\\n    --hash=sha256:00\n')
    assert shelf.found() == ""

    shelf.lock("requirements-dev.lock", "colorful==1.0\n")
    assert "colorful is locked but not installed" in shelf.found()


def test_an_override_needs_a_reason_and_a_use(shelf: Shelf) -> None:
    shelf.lock("requirements.lock", "silent==1.0\n")
    shelf.install("silent")
    shelf.rules('[override.silent]\nlicense = "MIT"\nreason = "its LICENSE file"\n')
    assert shelf.found() == ""

    shelf.rules('[override.silent]\nlicense = "MIT"\n')
    assert "has no reason" in shelf.found()

    shelf.lock("requirements.lock", "")
    assert "no longer needed" in shelf.found()
