"""What the brands declared, what still lacks a declaration, declaring and ending."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from savoir.cases.queries import MissingFact
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.organizations.operations import declare as declare_fact
from savoir.organizations.operations import end_declaration
from savoir.organizations.queries import DeclaredPeriod, brands, declaration_card, declared_lately
from savoir.organizations.values import BrandCard
from savoir.web.console.declarations.forms import DeclarationForm, EndForm
from savoir.web.console.declarations.words import FACTS, MEANS, value_words
from savoir.web.console.lacking import CHANNELS, LackingRow, lacking_of
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, status_of
from savoir.web.requests import StaffRequest, row_id

PAGE = 50


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """A declaration in words."""

    card: DeclaredPeriod
    fact: str | Promise
    value: str
    channel: str | Promise
    brand: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """What a brand's sales of a period lack, and where it is declared."""

    brand: BrandCard
    row: LackingRow
    declare_url: str


@require_safe
def show_declarations(request: StaffRequest) -> HttpResponse:
    """Every declaration, newest first, below the periods that lack one (2 queries, and 1 a brand)."""
    found = declared_lately(
        actor=request.actor, limit=PAGE + 1, before_id=row_id(request.GET.get("avant", ""))
    )
    known = brands(actor=request.actor)
    names = {brand.id: brand.name for brand in known}
    more = f"{reverse('console:declarations')}?avant={found[PAGE - 1].id}" if len(found) > PAGE else ""
    context = shell(request, page="declarations") | {
        "rows": [_row(card, names) for card in found[:PAGE]], "next_url": more,
        "gaps": [gap for brand in known for gap in _gaps(request.actor, brand)],
    }  # fmt: skip
    return render(request, "console/declarations.html", context)


def _row(card: DeclaredPeriod, names: dict[int, str]) -> DeclarationRow:
    return DeclarationRow(
        card=card, fact=FACTS.get(card.fact, card.fact), value=value_words(card.fact, card.value),
        channel=CHANNELS.get(card.channel, card.channel), brand=names.get(card.brand_id, ""),
    )  # fmt: skip


def _gaps(actor: Actor, brand: BrandCard) -> list[GapRow]:
    rows = [row for row in lacking_of(actor, brand).rows if row.fact.is_declarable]
    return [GapRow(brand, row, _address_of(brand, row.fact)) for row in rows]


def _address_of(brand: BrandCard, fact: MissingFact) -> str:
    """The form that says it, filled with what is known."""
    known = {"marque": brand.id, "canal": fact.channel, "depuis": fact.first_on.isoformat()}
    return f"{reverse('console:declaration_new', args=[fact.fact])}?{urlencode(known)}"


@require_safe
def show_facts(request: StaffRequest) -> HttpResponse:
    """What may be declared, and what each is for."""
    facts = [(name, words, MEANS[name]) for name, words in FACTS.items()]
    return render(
        request, "console/declaration_which.html", shell(request, page="declarations") | {"facts": facts}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: StaffRequest, fact: str) -> HttpResponse:
    """What is said of one fact. Raises NotFound for one that nobody may declare."""
    if fact not in FACTS:
        raise NotFound("fact")
    known = brands(actor=request.actor)
    if request.method != "POST":
        return _form(request, fact, DeclarationForm(fact=fact, brands=known, initial=_asked(request)))
    form = DeclarationForm(request.POST, fact=fact, brands=known)
    if not form.is_valid():
        return _form(request, fact, form, status=422)
    given = form.cleaned_data
    with attempt() as tried:
        declare_fact(
            actor=request.actor, brand_id=given["brand"], fact=fact, value=given["value"],
            channel=given["channel"], category=given.get("category", ""), sku=given.get("sku", ""),
            begins_on=given["begins_on"], ends_on=given["ends_on"], proof=given["proof"], now=request.now,
        )  # fmt: skip
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, fact, form, status=status_of(tried.refusal))
    told(request, _("Déclaré. Les réponses sont comptées à nouveau dans un instant."))
    return see_other("console:declarations")


def _asked(request: StaffRequest) -> dict[str, object]:
    """What the address of the form says already."""
    given = request.GET
    since = given.get("depuis") or timezone.localdate(request.now).isoformat()
    return {"brand": given.get("marque", ""), "channel": given.get("canal", ""), "begins_on": since}


def _form(request: StaffRequest, fact: str, form: DeclarationForm, *, status: int = 200) -> HttpResponse:
    context = shell(request, page="declarations") | {"form": form, "fact": FACTS[fact], "means": MEANS[fact]}
    return render(request, "console/declaration_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, declaration_id: int) -> HttpResponse:
    """Ask from which day on it holds no more, then end it. Raises NotFound."""
    card = declaration_card(actor=request.actor, declaration_id=declaration_id)
    today = timezone.localdate(request.now)
    form = EndForm(request.POST) if request.method == "POST" else EndForm(initial={"ends_on": today})
    if request.method == "POST" and form.is_valid():
        with attempt() as tried:
            end_declaration(
                actor=request.actor, declaration_id=declaration_id, ends_on=form.cleaned_data["ends_on"],
                now=request.now,
            )  # fmt: skip
        if not tried.refusal:
            told(request, _("C’est enregistré. Ce qui a été répondu jusqu’ici reste."))
            return see_other("console:declarations")
        form.refuse(tried.refusal)
    context = shell(request, page="declarations") | {"row": _row(card, {}), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/declaration_end.html", context, status=status)


urlpatterns = paths(
    "declarations",
    ("", show_declarations, "declarations"),
    ("faits/", show_facts, "declaration_which"),
    ("faits/<str:fact>/", declare, "declaration_new"),
    ("<int:declaration_id>/fin/", end, "declaration_end"),
)
