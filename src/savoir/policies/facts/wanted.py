"""What would be right where something is wrong, in two languages: a document's faults are read by people."""

from collections.abc import Mapping
from typing import Final

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "yes_no": ("oui ou non", "oui or non"),
    "true_false": ("true ou false", "true or false"),
    "one_of": ("l’un de {codes}", "one of {codes}"),
    "list_of": ("une liste sans doublon de {codes}", "a list without doubles of {codes}"),
    "number": (
        "un nombre entier ({unit}), de {least} à {most}", "a whole number ({unit}), {least} to {most}"
    ),
    "number_plain": ("un nombre entier, de 0 à {most}", "a whole number, 0 to {most}"),
    "number_of": ("un nombre entier de {unit}, de 0 à {most}", "a whole number of {unit}, 0 to {most}"),
    "day": ("un jour comme 2026-11-27 ou 27/11/2026", "a day such as 2026-11-27 or 27/11/2026"),
    "month_day": ("un jour de chaque année comme « 01-31 »", 'a day of every year such as "01-31"'),
    "season": ("un jour de chaque année comme 15/11", "a day of every year such as 15/11"),
    "code": (
        "un code de 1 à {most} caractères, sans virgule", "a code of 1 to {most} characters without commas"
    ),
    "branch": (
        "un code de 1 à {most} caractères, sans virgule, comme mode/chaussures",
        "a code of 1 to {most} characters without commas, such as mode/chaussures",
    ),
    "registered": ("un fait du registre", "a fact of the registry"),
    "fact_name": ("le nom d’un fait du registre", "the name of a fact of the registry"),
    "not_ordered": (
        "=, dans ou pas : {name} n’est ni un nombre ni un jour",
        "=, dans or pas: {name} is neither a number nor a day",
    ),
    "no_branches": ("=, dans ou pas : {name} n’a pas de branches", "=, dans or pas: {name} has no branches"),
    "no_season": (
        "un test sans saison : {name} n’est pas un jour", "a test without a season: {name} is not a day"
    ),
    "values": ("1 à {most} valeurs", "1 to {most} values"),
    "no_value": ("aucune valeur pour {op}", "0 values for {op}"),
    "one_value": ("1 valeur pour {op}", "1 value for {op}"),
    "two_values": ("2 valeurs pour {op}", "2 values for {op}"),
    "small_first": (
        "la plus petite borne d’abord : {high} à {low}", "the smaller bound first: {high} à {low}"
    ),
    "typed": ('{{"op": l’un de {ops}, "values": […]}}', '{{"op": one of {ops}, "values": [...]}}'),
    "list_of_values": ("une liste de valeurs", "a list of values"),
    "cell": (
        "un texte comme <= 30, ou {{op, values}}", "a text such as <= 30, or {{op, values}}"
    ),
    "cell_length": ("une cellule de {most} caractères au plus", "a cell of at most {most} characters"),
    "all_euros": (
        "le signe € à chaque montant de la cellule, ou à aucun",
        "the sign € at every amount of the cell, or at none",
    ),
    "written": ("{what}, écrit {how}", "{what}, written {how}"),
    "cell_boolean": ("oui, non ou -", "oui, non or -"),
    "cell_number": (
        "<= 30, > 30, = 30, 15 à 30, dans 1, 2 ou -", "<= 30, > 30, = 30, 15 à 30, dans 1, 2 or -"
    ),
    "cell_code": ("= a, dans a, b, pas a ou -", "= a, dans a, b, pas a or -"),
    "cell_tree": ("= a, sous a, dans a, b, pas a ou -", "= a, sous a, dans a, b, pas a or -"),
    "cell_date": (
        "<= 24/12/2026, 15/11/2026 à 24/12/2026, 15/11 à 05/01 pour chaque année, ou -",
        "<= 24/12/2026, 15/11/2026 à 24/12/2026, 15/11 à 05/01 for every year, or -",
    ),
    "name": (
        "un nom de 1 à 40 lettres, chiffres, - ou _", "a name of 1 to 40 letters, digits, - or _"
    ),
    "object": ("un objet avec {keys}", "an object with {keys}"),
    "also": ("aussi {keys}", "also {keys}"),
    "only": ("seulement {keys}", "only {keys}"),
    "list_tables": ("une liste de {least} à {most} tables", "a list of {least} to {most} tables"),
    "list_rows": ("une liste de {least} à {most} lignes", "a list of {least} to {most} rows"),
    "list_facts": (
        "une liste de {least} à {most} noms de faits", "a list of {least} to {most} names of facts"
    ),
    "list_examples": ("une liste de {least} à {most} exemples", "a list of {least} to {most} examples"),
    "text": ("un texte de 1 à {most} caractères", "a text of 1 to {most} characters"),
    "own_id": ("un identifiant qu’aucun autre ne porte ici", "an id that no other has here"),
    "format": ("{format}", "{format}"),
    "needed_points": (
        "au moins une table pour chacun de ces points de décision",
        "at least one table for each of these decision points",
    ),
    "hierarchies": ("un objet : fait -> enfant -> parent", "an object: fact -> child -> parent"),
    "tree_facts": ("un fait à branches : {facts}", "a fact with branches: {facts}"),
    "children": (
        "un objet de {most} au plus : enfant -> parent", "an object of at most {most}: child -> parent"
    ),
    "no_cycle": (
        "aucun code au-dessus de lui-même : retirez l’une de ces lignes",
        "no code above itself: take one of these lines out",
    ),
    "readable_fact": (
        "un fait que {point} peut lire ({name} : seulement {here})",
        "a fact that {point} may read ({name}: only {here})",
    ),
    "fact_once": ("chaque fait une seule fois", "each fact once"),
    "cells": ("un objet : colonne -> cellule", "an object: column -> cell"),
    "columns": ("l’une des colonnes {names}", "one of the columns {names}"),
    "outputs": ("un objet avec certains de {names}", "an object with some of {names}"),
    "example": (
        "un point ({points}), des faits et ce qui est attendu",
        "a point ({points}), facts and what is expected",
    ),
    "json": ("un document JSON, en UTF-8", "a JSON document, in UTF-8"),
    "key_once": ("chaque clé une seule fois dans un objet", "each key once in an object"),
    "shallow": ("moins de parenthèses les unes dans les autres", "fewer brackets within brackets"),
}  # fmt: skip
UNITS: Final[Mapping[str, str]] = {
    "amount": "montant", "cases": "dossiers", "orders": "commandes", "refunds": "remboursements",
    "returns": "retours", "days": "jours", "employees": "salariés", "grams": "grammes", "hours": "heures",
    "minor units": "centimes", "months": "mois", "people": "personnes", "pieces": "pièces",
    "quantity": "quantité", "repairs": "réparations", "basis points": "points de base",
}  # fmt: skip


class Wanted(str):
    """What would be right, in English; `fr` says it in French."""

    fr: str

    def __new__(cls, fr: str, en: str) -> "Wanted":
        """From both sentences."""
        made = super().__new__(cls, en)
        made.fr = fr
        return made


def wanted(name: str, /, **parts: object) -> Wanted:
    """A sentence with its parts; a part that is itself `Wanted` is said in the same language."""
    fr, en = _SENTENCES[name]
    return Wanted(fr.format(**{key: in_french(part) for key, part in parts.items()}), en.format(**parts))


def unit(name: str) -> Wanted:
    """A unit of the registry, in both languages."""
    return Wanted(UNITS.get(name, name), name)


def in_french(part: object) -> object:
    """The French of what has one; all else as it is."""
    return part.fr if isinstance(part, Wanted) else part
