"""Who works at Maison Lenoir, and who buys there."""

import unicodedata
from dataclasses import dataclass
from random import Random

from savoir.kernel.access import Role

PASSPHRASE = "trois-theieres-au-quai-nord"  # noqa: S105 - printed at each start, of an invented shop
MAIL = "maison-lenoir.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the demo; `site` is a site code, "" for the office; `welcome` says what waits for him."""

    name: str
    role: Role
    site: str = ""
    team: str = ""
    welcome: str = ""

    @property
    def email(self) -> str:
        """His login."""
        return f"{plain(self.name).replace(' ', '.')}@{MAIL}"


COLLEAGUES = (
    Colleague("Léa Bertin", Role.AGENT, team="Service client", welcome="file du jour, dossiers à décider"),
    Colleague("Hugo Marchand", Role.AGENT, team="Service client"),
    Colleague("Inès Caron", Role.SENIOR, team="Service client", welcome="cas délicats"),
    Colleague("Paul Delmotte", Role.SUPERVISOR, team="Service client", welcome="promesses en retard"),
    Colleague("Nadia Ferhat", Role.FINANCE, welcome="remboursements qui bloquent"),
    Colleague("Chloé Vasseur", Role.STORE, site="lille", welcome="magasin de Lille"),
    Colleague("Samir Benali", Role.WAREHOUSE, site="lesquin", welcome="quai des retours à Lesquin"),
    Colleague("Maud Lenoir", Role.ADMIN, welcome="réglages"),
)

_FIRST_TEXT = """
Claire Marie Camille Julie Manon Sarah Léna Chloé Emma Louise Alice Jeanne Inès Zoé Nora Fatima
Sophie Isabelle Nathalie Monique Thomas Nicolas Julien Antoine Maxime Lucas Hugo Louis Arthur Mehdi
Karim Yanis Pierre Michel Philippe Alain Jean Bernard Quentin Rémi Aurélie Élodie Amélie Gaëlle
Anaïs Océane Solène Benoît Cédric Jérôme
"""
_FIRST = _FIRST_TEXT.split()
_LAST_TEXT = """
Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel
Garcia David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet
François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin
Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen
Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy Noël Meyer Lucas Meunier Jean Pérez Marchand
Dufour Blanchard Marie Barbier Brun Dumas Brunet Schmitt Leroux Colin Fernandez Haddad Traoré Diallo
Benhamou
"""
_LAST = _LAST_TEXT.split()
_PLACES = (
    ("59000", "Lille"), ("59100", "Roubaix"), ("59200", "Tourcoing"), ("62000", "Arras"), ("80000", "Amiens"),
    ("75011", "Paris"), ("75018", "Paris"), ("69003", "Lyon"), ("13006", "Marseille"), ("31000", "Toulouse"),
    ("44000", "Nantes"), ("33000", "Bordeaux"), ("35000", "Rennes"), ("67000", "Strasbourg"),
    ("76000", "Rouen"), ("21000", "Dijon"), ("38000", "Grenoble"), ("29200", "Brest"), ("59500", "Douai"),
    ("59300", "Valenciennes"),
)  # fmt: skip
_STREETS = (
    "rue des Tanneurs", "rue de la Clef", "avenue Foch", "rue Nationale", "place de la Mairie",
    "rue des Lilas", "boulevard Carnot", "impasse du Moulin", "rue Jean-Jaurès", "chemin des Prés",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer of the demo."""

    key: str
    name: str
    email: str
    phone: str
    postcode: str
    city: str
    street: str
    language: str

    def row(self) -> dict[str, object]:
        """The customer as cells of an import file."""
        return {
            "customer_id": self.key, "customer_name": self.name, "customer_email": self.email,
            "customer_phone": self.phone, "customer_language": self.language, "country": "FR",
            "customer_postcode": self.postcode, "postcode": self.postcode, "customer_city": self.city,
            "customer_street": self.street, "customer_country": "FR",
        }  # fmt: skip


def hand(seed: int) -> Random:
    """A drawing hand that draws the same every time; nothing here is a secret."""
    return Random(seed)  # noqa: S311 - see above


def plain(text: str) -> str:
    """Lower case without accents, for addresses."""
    spread = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def buyer(draw: Random, number: int, name: str = "") -> Buyer:
    """A plausible customer; the phone number is one that ARCEP keeps for fiction (06 39 98 xx xx)."""
    chosen = name or f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
    postcode, city = draw.choice(_PLACES)
    address = f"{plain(chosen).replace(' ', '.')}" + ("" if name else f"{number}")
    digits = draw.randrange(10_000)
    return Buyer(
        key=f"C{number:05d}", name=chosen, email=f"{address}@exemple.fr",
        phone=f"06 39 98 {digits // 100:02d} {digits % 100:02d}", postcode=postcode, city=city,
        street=f"{draw.randrange(1, 98)} {draw.choice(_STREETS)}",
        language="en" if number % 23 == 5 and not name else "fr",
    )  # fmt: skip
