"""What the doctor of the machine says, in the reader's language: its subjects and its sentences.

He speaks English at the terminal; a sentence is found here by its English template.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SUBJECTS: Final[dict[str, Promise | str]] = {
    "port": pgettext_lazy("machine", "Port du site"),
    "disk": pgettext_lazy("machine", "Disque"),
    "font": pgettext_lazy("machine", "Police"),
    "slips": pgettext_lazy("machine", "Bons de retour"),
    "mail": pgettext_lazy("machine", "Envoi d’e-mails"),
    "secret": pgettext_lazy("machine", "Clé secrète"),
    "database": pgettext_lazy("machine", "Base de données"),
    "version": pgettext_lazy("machine", "Version de la base"),
    "role": pgettext_lazy("machine", "Accès à la base"),
    "line": pgettext_lazy("machine", "Liaison avec la base"),
    "protection": pgettext_lazy("machine", "Séparation des organisations"),
    "search": pgettext_lazy("machine", "Recherche"),
    "clock": pgettext_lazy("machine", "Heure"),
    "worker": pgettext_lazy("machine", "Automate"),
    "domain": pgettext_lazy("machine", "Nom du site"),
    "certificate": pgettext_lazy("machine", "Certificat"),
    "mail login": pgettext_lazy("machine", "Connexion au serveur d’envoi"),
    "mail DNS": pgettext_lazy("machine", "Domaine des e-mails"),
    "SPF": "SPF",
    "DKIM": "DKIM",
    "DMARC": "DMARC",
    "backup": pgettext_lazy("machine", "Sauvegarde"),
    "update": pgettext_lazy("machine", "Mise à jour"),
}
SENTENCES: Final[dict[str, Promise]] = {
    "Nobody speaks https at {name}:{port}. See: nginx -t; systemctl status nginx": _(
        "Personne ne répond en https à %(name)s:%(port)s. Regardez : nginx -t ; systemctl status nginx"
    ),
    "The certificate served is not the one of {name}: see certbot certificates": _(
        "Le certificat montré aux visiteurs n’est pas celui de %(name)s. Regardez : certbot certificates"
    ),
    "It ends on {day}, in {left} days. Renew it: certbot renew": _(
        "Il finit le %(day)s (encore %(left)s j). Renouvelez-le : certbot renew"
    ),
    "Valid until {day}.": _("Valable jusqu’au %(day)s."),
    "It ended on {day}. Renew it: certbot renew": _("Il a fini le %(day)s. Renouvelez-le : certbot renew"),
    "It runs under row-level security and finds the same, but reads names, serial numbers and words "
    "row by row: among 300,000 orders 70 to 400 ms were measured, instead of 0.3 to 18.": _(
        "Elle trouve tout, mais lentement : parmi 300 000 commandes, 70 à 400 millièmes de seconde "
        "au lieu de 0,3 à 18."
    ),
    "'{name}' is neither superuser, nor owner, nor exempt from row-level security.": _(
        "Savoir se connecte sous le nom « %(name)s », qui ne voit que les données de la bonne organisation."
    ),
    "It runs as '{owner}', which passes row-level security and may not log in.": _(
        "Rapide, et bien protégée : elle tourne sous le nom « %(owner)s », avec lequel personne ne "
        "se connecte."
    ),
    "PostgreSQL {major} is too old; Savoir needs {oldest} or newer.": _(
        "PostgreSQL %(major)s est trop ancien : il faut la version %(oldest)s ou une plus récente."
    ),
    "The database is on this machine.": _("La base de données est sur ce serveur."),
    "Passwords and customers' data go to {host} in the clear.": _(
        "Les mots de passe et les données des clients vont à %(host)s sans chiffrement."
    ),
    "The line to {host} is encrypted, but nobody checks who answers.": _(
        "La liaison avec %(host)s est chiffrée, mais rien ne vérifie qui répond."
    ),
    "Add ?sslmode=verify-full to DATABASE_URL and to the other two.": _(
        "Ajoutez ?sslmode=verify-full à DATABASE_URL et aux deux autres adresses."
    ),
    "The line to {host} is encrypted, and it proved who it is.": _(
        "La liaison avec %(host)s est chiffrée, et %(host)s a prouvé son identité."
    ),
    "PostgreSQL {major}.": _("PostgreSQL %(major)s."),
    "'{name}' is a superuser.": _("« %(name)s » a tous les droits sur la base."),
    "'{name}' is exempt from row-level security.": _(
        "« %(name)s » passe outre la séparation des organisations."
    ),
    "'{name}' is an owner of tables.": _("« %(name)s » possède les tables."),
    "Organizations would see each other: give DATABASE_URL the role savoir_app, and "
    "DATABASE_OWNER_URL the owner.": _(
        "Les organisations verraient les données des autres : mettez savoir_app dans DATABASE_URL, "
        "et le propriétaire dans DATABASE_OWNER_URL."
    ),
    "Tables without row-level security: {tables}. Run: savoir db migrate": _(
        "Des tables ne séparent pas les organisations : %(tables)s. Lancez : savoir db migrate"
    ),
    "Row-level security is forced on {count} tables.": _(
        "Chaque organisation ne voit que ses propres données (%(count)s tables)."
    ),
    "To mend it, as superuser: ALTER ROLE {role} BYPASSRLS": _(
        "Pour la rendre rapide, en administrateur de la base : ALTER ROLE %(role)s BYPASSRLS"
    ),
    "The role {owner} may log in. Run as superuser: ALTER ROLE {owner} NOLOGIN": _(
        "On peut se connecter sous le nom « %(owner)s », et il ne faut pas. En administrateur de "
        "la base : ALTER ROLE %(owner)s NOLOGIN"
    ),
    "This machine and the database differ by {seconds} s. Turn NTP on.": _(
        "Le serveur et la base ont %(seconds)s s d’écart. Mettez l’heure automatique (NTP) en marche."
    ),
    "This machine and the database tell the same time.": _("Le serveur et la base donnent la même heure."),
    "The worker shows life.": _("L’automate travaille."),
    "It cannot be reached: {fault}": _("La base de données ne répond pas : %(fault)s"),
    "The database has no tables yet. Run: savoir db migrate": _(
        "La base est encore vide. Lancez : savoir db migrate"
    ),
    "The search function is missing. Run: savoir db migrate": _(
        "La recherche manque. Lancez : savoir db migrate"
    ),
    "To mend it, as superuser: see docs/how-to/run-on-your-own-postgres.md; the function belongs to "
    "'{owner}'": _(
        "Pour la rendre rapide : suivez docs/how-to/run-on-your-own-postgres.md ; elle appartient "
        "à « %(owner)s »."
    ),
    "No worker runs: e-mails, slips and refunds wait.": _(
        "L’automate est arrêté : e-mails, bons de retour et remboursements attendent."
    ),
    "The worker is silent for {seconds} s.": _("L’automate ne donne plus signe depuis %(seconds)s s."),
    "Check DATABASE_URL.": _("Vérifiez DATABASE_URL."),
    "Start it: savoir db start": _("Démarrez-la : savoir db start"),
    "After the update of {day} ({release}) neither it nor the former program answered.": _(
        "Après la mise à jour du %(day)s (%(release)s), ni le nouveau programme ni l’ancien n’ont répondu."
    ),
    "The update of {day} ({release}) did not answer: the former program runs.": _(
        "La mise à jour du %(day)s (%(release)s) n’a pas répondu : l’ancien programme tourne."
    ),
    "Read why: journalctl -u 'savoir-*', then update again.": _(
        "Lisez pourquoi : journalctl -u 'savoir-*', puis recommencez la mise à jour."
    ),
    "Read why: journalctl -u 'savoir-*'": _("Lisez pourquoi : journalctl -u 'savoir-*'"),
    "Updated on {day} ({release}).": _("À jour depuis le %(day)s (%(release)s)."),
    "Not updated since it was installed. When there is news: savoir update SOURCE": _(
        "Aucune mise à jour depuis l’installation. Quand il y en a une : savoir update SOURCE"
    ),
    "Port {port} is taken by another program. Choose another: savoir up --port {other}": _(
        "Un autre programme occupe le port %(port)s. Prenez-en un autre : savoir up --port %(other)s"
    ),
    "{free} GB free in {place}.": _("%(free)s Go libres dans %(place)s."),
    "No mail server is set: messages stay in the demo mailbox. Set SAVOIR_SMTP_URL.": _(
        "Aucun serveur d’envoi n’est choisi : les messages restent ici. Écrivez-le dans SAVOIR_SMTP_URL."
    ),
    "Nobody serves at port {port}: visitors read an error.": _(
        "Personne ne répond au port %(port)s : les visiteurs lisent une erreur."
    ),
    "Port {port} is in use and answers; when it is not Savoir, choose another with --port.": _(
        "Le port %(port)s répond. Si ce n’est pas Savoir, choisissez-en un autre avec --port."
    ),
    "The web server at port {port} gave no answer within 2 s: it is busy, or stands still.": _(
        "Le serveur web, au port %(port)s, n’a pas répondu en 2 s : il est occupé, ou bloqué."
    ),
    "Look again in a minute; then: systemctl restart {unit}": _(
        "Regardez dans une minute, puis : systemctl restart %(unit)s"
    ),
    "The font Inter is missing: slips would come out in another one. Install again: bin/env": _(
        "La police Inter manque : les bons de retour seraient imprimés dans une autre. Réinstallez : bin/env"
    ),
    "Inter is there, for pages and slips.": _(
        "La police Inter est là, pour les pages et les bons de retour."
    ),
    "The slip compiler is there.": _("Les bons de retour peuvent être imprimés."),
    "E-mail leaves by {place}, which answers.": _("Les e-mails partent par %(place)s, qui répond."),
    "Others on this machine may read the secret key: chmod 600 {key}": _(
        "D’autres comptes du serveur peuvent lire la clé secrète : chmod 600 %(key)s"
    ),
    "The secret key lies in {key}, readable by its owner only.": _(
        "La clé secrète est dans %(key)s, lisible par son seul propriétaire."
    ),
    "Port {port} is free.": _("Le port %(port)s est libre."),
    "The slip compiler (typst) is missing. Install again: bin/env": _(
        "Il manque de quoi imprimer les bons de retour (typst). Réinstallez : bin/env"
    ),
    "SAVOIR_SECRET_KEY is set.": _("La clé secrète est en place (SAVOIR_SECRET_KEY)."),
    "SAVOIR_SECRET_KEY is missing. Make one: openssl rand -base64 48": _(
        "La clé secrète manque (SAVOIR_SECRET_KEY). Faites-en une : openssl rand -base64 48"
    ),
    "The first start makes a secret key of this home's own.": _("Le premier démarrage fera une clé secrète."),
    "PostgreSQL stops writing when it is full: make room.": _(
        "La base cesse d’écrire quand le disque est plein : faites de la place."
    ),
    "Plan for at least 2 GB.": _("Prévoyez au moins 2 Go."),
    "Nobody answers at {place} ({why}). Messages wait.": _(
        "Personne ne répond à %(place)s (%(why)s). Les messages attendent."
    ),
    "A password never travels in plain: use smtp:// or smtps:// in SAVOIR_SMTP_URL.": _(
        "Un mot de passe ne voyage jamais en clair : écrivez smtp:// ou smtps:// dans SAVOIR_SMTP_URL."
    ),
    "SAVOIR_SMTP_URL begins with one of {schemes} and names a server.": _(
        "SAVOIR_SMTP_URL commence par l’un de %(schemes)s et nomme un serveur."
    ),
    "SAVOIR_SMTP_URL names a port that is no number from 1 to 65535.": _(
        "Le port écrit dans SAVOIR_SMTP_URL n’est pas un nombre de 1 à 65535."
    ),
    'At your DNS provider: name {name}, type {kind}, value "{value}"': _(
        'Chez qui gère votre nom de domaine : nom %(name)s, type %(kind)s, valeur "%(value)s"'
    ),
    "The sender's domain is not told: set {domain} to have SPF, DKIM and DMARC looked at.": _(
        "Le domaine de vos e-mails n’est pas dit : écrivez-le dans %(domain)s, et SPF, DKIM et "
        "DMARC seront regardés."
    ),
    "At your DNS provider: name {name}, type TXT or CNAME, with the value your mail provider shows.": _(
        "Chez qui gère votre nom de domaine : nom %(name)s, type TXT ou CNAME, avec la valeur que "
        "montre votre prestataire d’e-mails."
    ),
    "{name} leads nowhere. At your DNS provider: type A, this server's address.": _(
        "%(name)s ne mène nulle part. Chez qui gère votre nom de domaine : type A, l’adresse de ce serveur."
    ),
    "{name} leads to {addresses}.": _("%(name)s mène à %(addresses)s."),
    "The mail server takes us.": _("Le serveur d’envoi accepte notre connexion."),
    "Your mail provider says what stands for {gap}.": _(
        "Votre prestataire d’e-mails dit ce qui remplace %(gap)s."
    ),
    "The site has no name of its own yet (SAVOIR_BASE_URL).": _(
        "Le site n’a pas encore son propre nom (SAVOIR_BASE_URL)."
    ),
    "No name server answered for {name}: look again in a moment.": _(
        "Aucun annuaire de noms n’a répondu pour %(name)s : regardez dans un moment."
    ),
    "Run it and read why: savoir backup run (then: journalctl -u savoir-backup)": _(
        "Lancez-la et lisez pourquoi : savoir backup run (puis journalctl -u savoir-backup)"
    ),
    "The last backup left {hours} hours ago, {size} MB.": _(
        "La dernière sauvegarde est partie il y a %(hours)s h, %(size)s Mo."
    ),
    "No backup leaves this machine. Set {target}, make a key: savoir backup key": _(
        "Aucune sauvegarde ne quitte ce serveur. Écrivez où dans %(target)s, puis faites une clé : "
        "savoir backup key"
    ),
    "The one of {at} UTC failed: {why}": _("Celle de %(at)s UTC a échoué : %(why)s"),
    "No backup has left this machine yet.": _("Aucune sauvegarde n’a encore quitté ce serveur."),
    "Start it: systemctl start {unit}. Why it ended: journalctl -u {unit}": _(
        "Démarrez-le : systemctl start %(unit)s. Pourquoi il s’est arrêté : journalctl -u %(unit)s"
    ),
    "Start it: savoir up": _("Démarrez-le : savoir up"),
    "{place} refuses the name or password: check SAVOIR_SMTP_URL with your mail provider.": _(
        "%(place)s refuse le nom ou le mot de passe : vérifiez SAVOIR_SMTP_URL avec votre "
        "prestataire d’e-mails."
    ),
    "{place} offers no STARTTLS: use smtps:// and port 465 if it has it, or another server.": _(
        "%(place)s ne chiffre pas ainsi (STARTTLS) : prenez smtps:// et le port 465 s’il l’a, ou "
        "un autre serveur."
    ),
    "The certificate of {place} is not the one of its name: check the server's name.": _(
        "Le certificat de %(place)s n’est pas celui de son nom : vérifiez le nom du serveur."
    ),
    "{place} can't be reached ({why}): check name, port, and the firewall.": _(
        "%(place)s ne répond pas (%(why)s) : vérifiez le nom, le port et le pare-feu."
    ),
    "{domain} does not say who may send its mail: many mailboxes refuse it.": _(
        "%(domain)s ne dit pas qui peut envoyer ses e-mails : beaucoup de boîtes les refusent."
    ),
    "{domain} has {count} SPF records: keep one.": _(
        "%(domain)s a %(count)s réglages SPF : n’en gardez qu’un."
    ),
    "The SPF record of {domain} lets anybody send (+all).": _(
        "Le réglage SPF de %(domain)s laisse n’importe qui envoyer (+all)."
    ),
    "The SPF record of {domain} does not name {include}: add include:{include} to it.": _(
        "Le réglage SPF de %(domain)s ne nomme pas %(include)s : ajoutez-y include:%(include)s."
    ),
    "{domain} says who may send its mail.": _("%(domain)s dit qui peut envoyer ses e-mails."),
    "Which DKIM key signs is not told: set SAVOIR_DKIM_SELECTOR to the name your mail provider gave.": _(
        "La clé DKIM qui signe n’est pas dite : écrivez dans SAVOIR_DKIM_SELECTOR le nom donné par "
        "votre prestataire d’e-mails."
    ),
    "{name} holds the key that signatures are checked with.": _(
        "%(name)s porte la clé qui vérifie les signatures."
    ),
    "{domain} only watches (p=none): after a month without surprise, say p=quarantine.": _(
        "%(domain)s ne fait que regarder (p=none) : après un mois sans surprise, mettez p=quarantine."
    ),
    "Forged mail of {domain} is held back (p={policy}).": _(
        "Les faux e-mails de %(domain)s sont arrêtés (p=%(policy)s)."
    ),
    "{name} holds no key: signatures can't be checked, mail lands in spam.": _(
        "%(name)s ne porte aucune clé : les signatures ne se vérifient pas, vos e-mails arrivent "
        "en indésirables."
    ),
    "The key of {name} was revoked (p= is empty).": _("La clé de %(name)s a été révoquée (p= est vide)."),
    "{domain} does not say what to do with forged mail: large mailboxes want it.": _(
        "%(domain)s ne dit pas que faire des faux e-mails : les grandes messageries le demandent."
    ),
}
