"""`savoir install` below a prefix: what it writes, what it keeps, what it refuses."""

import dataclasses
from pathlib import Path

import pytest

from savoir.config import cli, server_commands
from savoir.config.launcher import install, sealing
from savoir.config.launcher.faults import LauncherFault

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
    units = {path.name for path in (tmp_path / install.UNITS).iterdir()}
    assert {"savoir-web.service", "savoir-worker.service", "savoir-backup.timer", "savoir-doctor.timer",
            "savoir-postgres.service"} <= units  # fmt: skip
    web = (tmp_path / install.UNITS / "savoir-web.service").read_text()
    assert f"{CLONE}/.venv/bin/python" in web
    site = (tmp_path / install.SITE).read_text()
    assert "sav.lenoir.example" in site
    assert "sav.example.com" not in site
    assert (tmp_path / install.ENABLED).resolve() == (tmp_path / install.SITE).resolve()
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


def test_on_the_running_system_each_step_runs_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(install.shutil, "chown", lambda *given: None)
    install.install(ANSWERS, clone=CLONE, root=tmp_path, run=lambda step: ran.append(" ".join(step)))
    words = [step.split("/")[-1] for step in ran]
    assert words.index("savoir-as-service db migrate") < words.index(
        "systemctl enable --now savoir-web savoir-worker savoir-backup.timer savoir-doctor.timer"
    )
    assert words[-1] == "systemctl start savoir-doctor"


def test_a_server_of_ones_own_leaves_the_embedded_one_out(tmp_path: Path) -> None:
    own = dataclasses.replace(
        ANSWERS, database_url="postgresql://app@db/s", database_owner_url="postgresql://owner@db/s",
        database_backup_url="postgresql://backup@db/s",
    )  # fmt: skip
    done = install.install(own, clone=CLONE, root=tmp_path)
    assert not (tmp_path / install.UNITS / "savoir-postgres.service").exists()
    assert not any("savoir-postgres" in step for step in done.left)


@pytest.mark.parametrize(
    ("answer", "value"),
    [("domain", "localhost"), ("domain", "a b.c"), ("smtp_url", "http://x"), ("mail_domain", "sav@x.example"),
     ("backup_target", "s3://bucket"), ("database_url", "postgresql://x"), ("dkim_selector", "a'b")],
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
