"""What `savoir import` says of the answers these sales will get."""

from django.utils.translation import get_language, gettext, ngettext

from savoir.cases.queries import Decidability, MissingFact, fact_words
from savoir.conversations.values.wording import money


def print_decidability(found: Decidability) -> None:
    """The share of lines that need no missing fact, what the others lack, and how to declare it once."""
    if found.share is None:
        return
    share = f"{found.share / 10:.1f}".replace(".", gettext(","))
    print(
        gettext("%(share)s %% des articles ont une réponse automatique sans fait manquant.")
        % {"share": share}
    )
    if found.is_sample:
        print(
            gettext("Mesuré sur %(asked)s articles parmi %(total)s.")
            % {"asked": found.lines_asked, "total": found.lines_total}
        )
    for fact in (*found.facts, *found.without_policy):
        print(f"  {_line(fact)}")
    if any(fact.is_declarable for fact in found.missing):
        print(gettext("À déclarer une fois, dans la console : Import, « Ce qui manque »."))
    if found.without_policy:
        print(gettext("Règles de la marque : docs/how-to/add-a-policy.md dit comment partir d’un modèle."))


def _line(fact: MissingFact) -> str:
    return ngettext(
        "%(fact)s (%(channel)s, du %(first)s au %(last)s) : %(count)s article, %(value)s",
        "%(fact)s (%(channel)s, du %(first)s au %(last)s) : %(count)s articles, %(value)s",
        fact.lines,
    ) % {
        "fact": fact_words(fact.fact), "channel": fact.channel, "first": fact.first_on, "last": fact.last_on,
        "count": fact.lines, "value": money(fact.value, get_language() or "fr"),
    }  # fmt: skip
