"""`savoir install` below a prefix: what it writes, what it keeps, what it refuses."""

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from savoir.config import cli, server_commands
from savoir.config.launcher import install, sealing, units
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.placing import Installed

ANSWERS = install.Answers(
    domain="sav.lenoir.example", smtp_url="smtp+tls://sav:s3cret@smtp.lenoir.example:587",
    mail_domain="lenoir.example", backup_target="/mnt/disk", spf_include="spf.mailer.example",
)  # fmt: skip
CLONE = server_commands.CLONE


def _settings(root: Path) -> dict[str, str]:
    lines = (root / install.SETTINGS).read_text().splitlines()
    return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}


def test_everything_a_server_needs_is_written(tmp_path: Path) -> None:
    done = install.install(ANSWERS, clone=CLONE, root=tmp_path)
    told = _settings(tmp_path)
    assert (told["SAVOIR_MODE"], told["SAVOIR_BASE_URL"]) == ("production", "https://sav.lenoir.example")
    assert len(told["SAVOIR_SECRET_KEY"]) > 60
    assert (tmp_path / install.SETTINGS).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / install.KEY).stat().st_mode & 0o777 == 0o400
    sealing.key_bytes(done.key)
    written = {path.name for path in (tmp_path / units.UNITS).iterdir()}
    assert {"savoir-web@.service", "savoir-worker@.service", "savoir-backup.timer", "savoir-doctor.timer",
            "savoir-postgres.service"} <= written  # fmt: skip
    web = (tmp_path / units.UNITS / "savoir-web@.service").read_text()
    assert f"{CLONE}/.venv/bin/python" in web
    site = (tmp_path / install.SITE).read_text()
    assert "sav.lenoir.example" in site
    assert "sav.example.com" not in site
    assert any("certbot" in step for step in done.left)
    assert [path for path in tmp_path.rglob("*.part")] == []


def test_run_again_it_changes_nothing_and_keeps_the_keys(tmp_path: Path) -> None:
    install.install(ANSWERS, clone=CLONE, root=tmp_path)
    secret, key = _settings(tmp_path)["SAVOIR_SECRET_KEY"], (tmp_path / install.KEY).read_text()
    with (tmp_path / install.SETTINGS).open("a") as file:
        file.write("SAVOIR_SOURCE_URL='https://git.lenoir.example'\n")
    again = install.install(ANSWERS, clone=CLONE, root=tmp_path)
    assert again.key == ""
    told = _settings(tmp_path)
    assert (told["SAVOIR_SECRET_KEY"], told["SAVOIR_SOURCE_URL"]) == (secret, "https://git.lenoir.example")
    assert (tmp_path / install.KEY).read_text() == key
    assert f"/{install.SITE}" in again.kept
    third = install.install(ANSWERS, clone=CLONE, root=tmp_path)
    assert third.written == []


class System:
    """A running system of the test: takes notes, and refuses where it is told to."""

    def __init__(self, refuses: str = "") -> None:
        self.ran: list[str] = []
        self._refuses = refuses

    def __call__(self, step: Sequence[str]) -> None:
        self.ran.append(" ".join(step))
        if self._refuses and self._refuses in self.ran[-1]:
            raise LauncherFault(f"{step[0]} failed")


@pytest.fixture
def on_a_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> install.Answers:
    """Answers whose disk is mounted."""
    monkeypatch.setattr(install.shutil, "chown", lambda *given: None)
    (tmp_path / "disk").mkdir()
    return dataclasses.replace(ANSWERS, backup_target=str(tmp_path / "disk"))


def test_on_the_running_system_each_step_runs_in_order(tmp_path: Path, on_a_system: install.Answers) -> None:
    system = System()
    install.install(on_a_system, clone=CLONE, root=tmp_path / "root", run=system)
    words = [step.split("/")[-1] for step in system.ran]
    assert words.index("savoir-as-service db migrate") < words.index(
        "systemctl enable --now savoir-web@a savoir-worker@a savoir-backup.timer savoir-doctor.timer"
    )
    assert words[-1] == "systemctl start savoir-doctor"


def test_the_instance_an_update_left_in_service_is_the_one_that_is_enabled(
    tmp_path: Path, on_a_system: install.Answers
) -> None:
    """Units of one instance, from before an update handed over, end first: both would listen at the port."""
    folder = tmp_path / "root" / units.UNITS
    wanted = folder / "multi-user.target.wants" / "savoir-web@b.service"
    wanted.parent.mkdir(parents=True)
    wanted.symlink_to("../savoir-web@.service")
    (folder / "savoir-web.service").write_text("[Service]")
    system = System()
    install.install(on_a_system, clone=CLONE, root=tmp_path / "root", run=system)
    asked = [step for step in system.ran if "savoir-web" in step]
    assert asked == [
        "systemctl disable --now savoir-web", "rm /etc/systemd/system/savoir-web.service",
        "systemctl enable --now savoir-web@b savoir-worker@b savoir-backup.timer savoir-doctor.timer",
    ]  # fmt: skip


def _certificate_steps(system: System) -> list[str]:
    words = ("certbot", "nginx", "letsencrypt")
    return [step for step in system.ran if any(word in step for word in words)]


def test_the_certificate_renews_itself_through_nginx_which_never_stops(
    tmp_path: Path, on_a_system: install.Answers
) -> None:
    system = System()
    install.install(on_a_system, clone=CLONE, root=tmp_path / "root", run=system)
    assert _certificate_steps(system) == [
        "ln -sfn ../sites-available/savoir-first /etc/nginx/sites-enabled/savoir",
        "systemctl reload-or-restart nginx",
        "install -d /var/www/letsencrypt",
        "certbot certonly --webroot -w /var/www/letsencrypt --deploy-hook systemctl reload nginx"
        " --keep-until-expiring --non-interactive --agree-tos --register-unsafely-without-email"
        " -d sav.lenoir.example",
        "ln -sfn ../sites-available/savoir /etc/nginx/sites-enabled/savoir",
        "systemctl reload-or-restart nginx",
    ]
    proof, site = (
        (CLONE / "deploy" / "nginx" / name).read_text() for name in ("savoir-first.conf", "savoir.conf")
    )
    assert "root /var/www/letsencrypt;" in proof
    assert proof[proof.index("server {") :] in site, "renewals find the same place as the first time"


def test_with_a_certificate_the_site_stays_and_a_standalone_one_learns_the_new_way(
    tmp_path: Path, on_a_system: install.Answers
) -> None:
    renewal = tmp_path / "etc" / "letsencrypt" / "renewal" / f"{ANSWERS.domain}.conf"
    live = tmp_path / "etc" / "letsencrypt" / "live" / ANSWERS.domain / "fullchain.pem"
    for path, words in ((renewal, "authenticator = standalone\n"), (live, "a certificate")):
        path.parent.mkdir(parents=True)
        path.write_text(words)
    system = System()
    install.install(on_a_system, clone=CLONE, root=tmp_path, run=system)
    steps = _certificate_steps(system)
    assert not any("savoir-first" in step for step in steps)
    assert "--force-renewal" in steps[3]
    renewal.write_text("authenticator = webroot\n")
    again = System()
    install.install(on_a_system, clone=CLONE, root=tmp_path, run=again)
    assert "--keep-until-expiring" in _certificate_steps(again)[3]


def test_a_backup_on_a_disk_may_be_written_there(tmp_path: Path) -> None:
    install.install(
        dataclasses.replace(ANSWERS, backup_target="/mnt/my 100% disk"), clone=CLONE, root=tmp_path
    )
    unit = (tmp_path / units.UNITS / "savoir-backup.service").read_text()
    assert 'ReadWritePaths="-/mnt/my 100%% disk"' in unit.rsplit("[Service]", 1)[1].splitlines()
    sample = (CLONE / "deploy" / "systemd" / "savoir-backup.service").read_text()
    assert sample.count("[") == 2, "what is added at its end belongs to the service"


def test_a_disk_the_service_can_not_write_to_stops_the_install(
    tmp_path: Path, on_a_system: install.Answers
) -> None:
    with pytest.raises(LauncherFault, match="chown savoir: "):
        install.install(on_a_system, clone=CLONE, root=tmp_path / "root", run=System(refuses="runuser"))
    gone = dataclasses.replace(on_a_system, backup_target=str(tmp_path / "unmounted"))
    with pytest.raises(LauncherFault, match="Mount the disk"):
        install.install(gone, clone=CLONE, root=tmp_path / "root", run=System())
    assert not (tmp_path / "root").exists()


def test_a_refused_certificate_says_where_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "certbot"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(LauncherFault, match="port 80 be open to the world"):
        install.run_step(["certbot", "certonly"])


def test_a_key_is_shown_also_when_a_later_step_fails(
    tmp_path: Path, on_a_system: install.Answers, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The next run finds it in its place and shows it no more."""
    whole = install.install

    def stopped(_answers: install.Answers, **given: Any) -> Installed:
        return whole(on_a_system, **given | {"run": System(refuses="certbot")})

    monkeypatch.setattr(install, "install", stopped)
    words = [f"--{name.replace('_', '-')}={value}" for name, value in vars(on_a_system).items() if value]
    assert cli.main(["install", "--root", str(tmp_path / "root"), "--no-systemctl", *words]) == 1
    key = (tmp_path / "root" / install.KEY).read_text().strip()
    assert key in capsys.readouterr().out


def test_a_house_with_an_authority_of_its_own_gets_its_certificate_there(
    tmp_path: Path, on_a_system: install.Answers
) -> None:
    own = dataclasses.replace(on_a_system, acme_server="https://acme.lenoir.example/dir")
    system = System()
    install.install(own, clone=CLONE, root=tmp_path / "root", run=system)
    asked = next(step for step in system.ran if step.startswith("certbot"))
    assert " --server https://acme.lenoir.example/dir " in asked


def test_on_a_server_one_word_runs_the_program_with_its_settings(tmp_path: Path) -> None:
    install.install(ANSWERS, clone=Path(CLONE), root=tmp_path)
    command = tmp_path / install.COMMAND
    assert command.stat().st_mode & 0o777 == 0o755
    assert f"{CLONE}/bin/savoir-as-service" in command.read_text()


def test_the_operators_own_lines_stay_as_they_are(tmp_path: Path) -> None:
    install.install(ANSWERS, clone=CLONE, root=tmp_path)
    path = tmp_path / install.SETTINGS
    own = path.read_text().replace(
        "SAVOIR_HOSTS='sav.lenoir.example'",
        "# the old name leads here too\nSAVOIR_HOSTS=sav.lenoir.example,retours.lenoir.example",
    )
    path.write_text(f"{own}\n; a line of ours\nDATABASE_NOTE=x\n")
    before = path.read_text()
    again = install.install(ANSWERS, clone=CLONE, root=tmp_path)
    assert (path.read_text(), f"/{install.SETTINGS}" in again.kept) == (before, True)
    moved = dataclasses.replace(ANSWERS, domain="service.lenoir.example", dkim_selector="s1")
    install.install(moved, clone=CLONE, root=tmp_path)
    changed = set(path.read_text().splitlines()) - set(before.splitlines())
    assert changed == {
        "SAVOIR_BASE_URL='https://service.lenoir.example'", "SAVOIR_DKIM_SELECTOR='s1'",
        "SAVOIR_HOSTS='service.lenoir.example,sav.lenoir.example,retours.lenoir.example'",
    }  # fmt: skip


def test_a_site_the_operator_changed_is_kept_and_ours_lies_beside(tmp_path: Path) -> None:
    install.install(ANSWERS, clone=CLONE, root=tmp_path)
    site, unit = tmp_path / install.SITE, tmp_path / units.UNITS / "savoir-web@.service"
    ours = site.read_text()
    own = ours.replace("/etc/letsencrypt/live/sav.lenoir.example/", "/etc/ssl/house/")
    site.write_text(own)
    done = install.install(ANSWERS, clone=CLONE, root=tmp_path)
    assert (site.read_text(), site.with_name("savoir.new").read_text()) == (own, ours)
    assert any("savoir.new" in step for step in done.left)
    assert not any("certbot" in step for step in done.left), "its certificate is the operator's affair"
    assert done.written == []
    site.write_text(ours)
    install.install(ANSWERS, clone=CLONE, root=tmp_path)
    assert not site.with_name("savoir.new").exists(), "taken over"
    elsewhere = tmp_path / "next" / "bin"
    elsewhere.mkdir(parents=True)
    os.symlink(CLONE / "deploy", tmp_path / "next" / "deploy")
    install.install(ANSWERS, clone=tmp_path / "next", root=tmp_path)
    assert str(tmp_path / "next") in unit.read_text(), "what nobody changed is ours to replace"
    assert not unit.with_name("savoir-web@.service.new").exists()


def test_a_server_of_ones_own_leaves_the_embedded_one_out(tmp_path: Path) -> None:
    own = dataclasses.replace(
        ANSWERS, database_url="postgresql://app@db/s", database_owner_url="postgresql://owner@db/s",
        database_backup_url="postgresql://backup@db/s",
    )  # fmt: skip
    done = install.install(own, clone=CLONE, root=tmp_path)
    assert not (tmp_path / units.UNITS / "savoir-postgres.service").exists()
    assert not any("savoir-postgres" in step for step in done.left)


@pytest.mark.parametrize(
    ("answer", "value"),
    [("acme_server", "http://acme.x.example"), ("backup_target", "rsync:host"),
     ("domain", "localhost"), ("domain", "a b.c"), ("smtp_url", "http://x"), ("mail_domain", "sav@x.example"),
     ("backup_target", "s3://bucket"),
     ("backup_target", "/home/backup"), ("backup_target", '/mnt/a"b'),
     ("database_url", "postgresql://x"), ("dkim_selector", "a'b")],
)  # fmt: skip
def test_an_answer_that_can_not_be_writes_nothing(tmp_path: Path, answer: str, value: str) -> None:
    with pytest.raises(LauncherFault):
        install.install(dataclasses.replace(ANSWERS, **{answer: value}), clone=CLONE, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_reads_flags_and_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('domain = "sav.lenoir.example"\nmail_domain = "lenoir.example"\n')
    words = ["install", "--answers", str(file), "--root", str(tmp_path / "root"), "--no-systemctl",
             "--smtp-url", ANSWERS.smtp_url]  # fmt: skip
    assert cli.main(words) == 1
    assert "--backup-target is missing" in capsys.readouterr().err
    assert cli.main([*words, "--backup-target", "/mnt/disk"]) == 0
    said = capsys.readouterr().out
    assert "s3cret" not in said
    assert "shown once" in said
    file.write_text("domian = 'x'\n")
    assert cli.main(words) == 1
