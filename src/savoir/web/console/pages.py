"""Which pages the console has. A page is one line of `PAGES`; its addresses stand in its `urls` module."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.access import Actor, Permission
from savoir.kernel.errors import NotAllowed

Words = str | Promise


class Group(Enum):
    """Where a page stands in the navigation, in this order."""

    HOUSE = _("La maison")
    EXCHANGES = _("Échanges avec vos outils")
    BEGINNING = _("Démarrer")
    WATCH = _("Surveiller")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the console, or a few below one address.

    `route` is the path below `/console/`; `name` the address of its first page (`console:<name>`); `urls` the
    module that holds `urlpatterns`, made with `console.routes.paths(name, ...)`. `permission` None: whoever
    may enter the console.
    """

    name: str
    route: str
    label: Words
    text: Words
    icon: str
    group: Group
    permission: Permission | None
    urls: str

    def opens_for(self, actor: Actor) -> bool:
        """Whether the actor may see the page; who is here only to review rules sees no other."""
        held = actor.permissions
        if Permission.CONSOLE_ENTER not in held:
            return self.name == "policies" and Permission.APPROVAL_DECIDE in held
        return self.permission is None or self.permission in held


PAGES: Final[tuple[Page, ...]] = (
    Page("overview", "", _("Vue d’ensemble"), "", "home", Group.HOUSE, None, "savoir.web.console.overview"),
    Page(
        "health",
        "sante/",
        _("Santé de la maison"),
        _("Ce qui doit toujours être vrai, et le travail qui attend"),
        "shield-check",
        Group.WATCH,
        Permission.HEALTH_READ,
        "savoir.web.console.health",
    ),
    Page(
        "installation",
        "installation/",
        _("Le serveur"),
        _("Nom, certificat, courrier, sauvegarde, mise à jour"),
        "tool",
        Group.WATCH,
        Permission.ORGANIZATION_MANAGE,
        "savoir.web.console.installation",
    ),
    Page(
        "import",
        "import/",
        _("Importer vos commandes"),
        _("Déposez l’export de votre boutique : il est lu d’abord, rien n’entre sans votre accord."),
        "download",
        Group.BEGINNING,
        Permission.SALE_IMPORT,
        "savoir.web.console.importing",
    ),
    Page(
        "move_in",
        "demenagement/",
        _("Reprendre vos dossiers"),
        _("Les dossiers ouverts de l’ancien système entrent avec leurs numéros."),
        "truck-return",
        Group.BEGINNING,
        Permission.CASE_MOVE_IN,
        "savoir.web.console.moving",
    ),
    Page(
        "alongside",
        "parallele/",
        _("En parallèle"),
        _("Savoir décide à côté de votre ancien outil ; rien ne part d’ici avant la fin."),
        "eye",
        Group.BEGINNING,
        Permission.REFUND_REPAIR,
        "savoir.web.console.alongside.urls",
    ),
    Page(
        "security",
        "securite/",
        _("Sécurité des accès"),
        _("Double vérification de votre équipe"),
        "shield-plus",
        Group.HOUSE,
        Permission.ORGANIZATION_MANAGE,
        "savoir.web.console.security",
    ),
    Page(
        "colleagues",
        "collegues/",
        _("Collègues"),
        _("Qui travaille ici et avec quel rôle : ajouter une personne, changer un rôle, terminer un accès."),
        "user-plus",
        Group.HOUSE,
        Permission.ORGANIZATION_MANAGE,
        "savoir.web.console.colleagues.views",
    ),
    Page(
        "teams",
        "equipes/",
        _("Équipes"),
        _("Qui partage une file de dossiers, et quelles règles y envoient."),
        "users",
        Group.HOUSE,
        Permission.ORGANIZATION_MANAGE,
        "savoir.web.console.teams.views",
    ),
    Page(
        "policies",
        "regles/",
        _("Règles"),
        _("Ce que chaque marque accorde, version par version, et ce qu’un cas y trouve."),
        "scale",
        Group.HOUSE,
        Permission.POLICY_READ,
        "savoir.web.console.policies.urls",
    ),
    Page(
        "declarations",
        "declarations/",
        _("Déclarations"),
        _("Ce qu’aucun export ne dit : de la marque, d’une catégorie, d’un article, et depuis quand."),
        "list-details",
        Group.HOUSE,
        Permission.BRAND_DECLARE,
        "savoir.web.console.declarations.views",
    ),
    Page(
        "recalls",
        "rappels/",
        _("Rappels de sécurité"),
        _("Un produit dangereux : ce qui est proposé, à qui l’a acheté."),
        "alert-triangle",
        Group.HOUSE,
        Permission.RECALL_DECLARE,
        "savoir.web.console.recalls.views",
    ),
    Page(
        "erasure",
        "effacement/",
        _("Effacer un client"),
        _("Une personne demande l’effacement de ses données : ce qui part, ce qui reste et pourquoi."),
        "trash",
        Group.HOUSE,
        Permission.CUSTOMER_ERASE,
        "savoir.web.console.erasing",
    ),
    Page(
        "webhooks",
        "webhooks/",
        _("Webhooks"),
        _("Vos outils apprennent ce qui se passe, signé, au moment où cela se passe."),
        "send",
        Group.EXCHANGES,
        Permission.CONNECTOR_WRITE,
        "savoir.web.console.webhooks.urls",
    ),
    Page(
        "keys",
        "cles/",
        _("Clés d’API"),
        _("Vos programmes entrent avec une clé, et ne font que ce qu’elle permet."),
        "lock",
        Group.EXCHANGES,
        Permission.KEY_MANAGE,
        "savoir.web.console.keys.views",
    ),
    Page(
        "accounts",
        "comptes/",
        _("Comptes reliés"),
        _("Le prestataire qui rend l’argent, le serveur qui envoie les messages."),
        "credit-card",
        Group.EXCHANGES,
        Permission.CONNECTOR_WRITE,
        "savoir.web.console.accounts.views",
    ),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page says of itself on the overview: one short sentence; `level` is ok, warn, bad or info."""

    text: Words
    level: str = "info"


Tell = Callable[[Actor], Standing | None]
_told: dict[str, Tell] = {}


def standing_of(name: str, tell: Tell) -> None:
    """Let `tell(actor)` say on the overview how the page `name` stands; at most one query each."""
    _told[name] = tell


def standing(page: Page, actor: Actor) -> Standing | None:
    """How a page stands, when it says so."""
    tell = _told.get(page.name)
    return tell(actor) if tell is not None else None


_NAMED: Final = {page.name: page for page in PAGES}


def page_named(name: str) -> Page:
    """A registered page. Raises KeyError."""
    return _NAMED[name]


def pages_for(actor: Actor) -> tuple[Page, ...]:
    """Pages the actor may see, in the order of the navigation."""
    order = list(Group)
    seen = (page for page in PAGES if page.opens_for(actor))
    return tuple(sorted(seen, key=lambda page: order.index(page.group)))


def enter(actor: Actor, name: str) -> None:
    """Raise NotAllowed unless the actor may see the page."""
    page = page_named(name)
    if not page.opens_for(actor):
        raise NotAllowed(permission=str(page.permission))
