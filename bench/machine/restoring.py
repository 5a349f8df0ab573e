"""The house burned: nothing is left of it but the other machine's files, the key on paper, the settings."""

from typing import TYPE_CHECKING, Final

from bench.machine import howto
from bench.machine.around import DOMAIN, GIT

if TYPE_CHECKING:
    from bench.machine.walk import Walk

PAGE: Final = howto.PAGE.with_name("backup-and-restore.md")
HEADING: Final = "When the machine is gone"
_ROOT_KEY: Final = "~/.ssh/id_ed25519"
_FETCHES: Final = f"ssh-keygen -q -t ed25519 -N '' -f {_ROOT_KEY} </dev/null; cat {_ROOT_KEY}.pub"
_SCP: Final = "mkdir -p -m 0700 /srv/back; scp -p -o StrictHostKeyChecking=accept-new"
_BURNED: Final = (
    "systemctl stop 'savoir-*' nginx; rm -rf /var/lib/savoir /etc/savoir /etc/letsencrypt",
    "rm -rf /usr/local/bin/savoir /etc/systemd/system/savoir-* /etc/nginx/sites-*/savoir*",
    "userdel savoir; systemctl daemon-reload; systemctl restart nginx",
)


def restore(walk: "Walk") -> None:
    """Last night's backup, then the fire, then the how-to's own lines."""
    server, record = walk.server, walk.record
    walk.must(server, "systemctl start savoir-backup")
    walk.must(server, "install -m 0600 /etc/savoir/savoir.env /srv/back/savoir.env")
    for line in _BURNED:
        walk.must(server, line)
    server.put("/srv/back/backup.key", f"{walk.key}\n")
    walk.allow(walk.must(server, _FETCHES))
    walk.must(server, f"{_SCP} 'sav-backup@ailleurs.{DOMAIN}:/srv/savoir/*.sealed' /srv/back/")
    lines = howto.commands(HEADING, GIT, page=PAGE)
    with record.step("restore from the other machine, until a page comes"):
        walk.allow(server.run("\n".join(["set -e", *lines])).stderr)
        walk.must(server, "\n".join(["set -e", *lines]))
        came = walk.page_within(300)
    record.check("a page comes from what was restored", came)
    invariants = server.run("savoir invariants")
    record.check("every invariant holds", invariants.returncode == 0, invariants.stdout[-200:])
    walk.look("after the restore")
    walk.signs_in("the owner signs in again with the same password")
