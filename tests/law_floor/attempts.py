"""Planted attempts to give a customer less than the law: who tries, through which door, with which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case, case_card
from savoir.cases.states import EndMotive, Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.conversations.operations import write_to_customer
from savoir.kernel.access import Actor, Role
from savoir.orders.models import Delivery, Product
from savoir.orders.operations import RecallNotice, declare_recall
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import preview_plan
from tests.cases.files import DAY, HOUR, asked, request_of
from tests.shop import NOON, Sale, Shop, sell

Deed = Callable[["Table"], None]


@dataclass
class Table:
    """A shop and the case before whoever tries."""

    shop: Shop
    sale: Sale
    case: CaseCard
    actor: Actor

    def refuse(self, motive: str, reason: str, ground: str = "") -> None:
        """Say no, and say why."""
        resolutions.answer_with_refusal(
            actor=self.actor, case_reference=self.case.reference, motive=motive, reason=reason, instead="",
            ground=ground, now=NOON + HOUR,
        )  # fmt: skip

    def grant(self, remedy: Remedy, motive: str, *, text: str = "", ground: str = "") -> None:
        """Give this instead."""
        answer = answer_of_case(actor=self.shop.agent, case_id=self.case.id)
        plan = preview_plan(actor=self.shop.agent, answer=answer, remedy=remedy, now=NOON + HOUR)
        resolutions.answer_with_remedy(
            actor=self.actor, case_reference=self.case.reference, remedy=remedy, plan_digest=plan.digest,
            text=text, motive=motive, ground=ground, now=NOON + HOUR,
        )  # fmt: skip

    def ask(self, text: str, what: str = "other") -> None:
        """Ask the customer for something first."""
        resolutions.answer_with_question(
            actor=self.actor, case_reference=self.case.reference, what=what, text=text, now=NOON + HOUR
        )

    def write(self, text: str) -> None:
        """Send a message."""
        write_to_customer(actor=self.actor, case_reference=self.case.reference, text=text, now=NOON + HOUR)

    def end(self, motive: EndMotive) -> None:
        """Close the case without doing more."""
        resolutions.close_without_action(
            actor=self.actor, case_reference=self.case.reference, motive=motive, note="", now=NOON + 9 * HOUR
        )


def told_again(table: Table, **flags: object) -> None:
    """The shop pushes its product anew, with another fact."""
    Product.objects.filter(id=table.sale.product_id).update(**flags)


def delivered_earlier(table: Table) -> None:
    """The shop pushes the order anew: delivered forty days ago, says it now."""
    Delivery.objects.filter(order_id=table.sale.order_id).update(delivered_at=NOON - 40 * DAY)


def refused_and_opened_again(table: Table) -> None:
    """The customer contests a refusal that was right by the facts told then; the facts were wrong."""
    told_again(table, made_to_order=True)
    table.refuse("excluded_product", "Elle est faite pour vous.", "facts_corrected")
    cases.reopen_case(actor=table.shop.agent, reference=table.case.reference, now=NOON + 2 * HOUR)
    told_again(table, made_to_order=False)


def called_back(table: Table) -> None:
    """The head of after-sales calls the product back."""
    notice = RecallNotice(
        products=[Product.objects.get(id=table.sale.product_id).sku], began_on=(NOON - DAY).date(),
        hazard="La batterie peut prendre feu.", instructions="Débranchez-la.",
    )  # fmt: skip
    shop = table.shop
    declare_recall(actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, notice=notice, now=NOON)


@dataclass(frozen=True)
class Attempt:
    """One try. `sold`: what the sale is like; `before`: what happened to the case first; `guard`: the name of
    the check that stops it; `article`: the law it names; `wanted`, `answers`: what the customer
    said himself.
    """

    door: str
    deed: Deed
    guard: str
    article: str
    intent: Intent = Intent.WITHDRAWAL
    reason: Reason = Reason.CHANGED_MIND
    role: Role = Role.AGENT
    before: Deed | None = None
    wanted: Remedy | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    sold: Mapping[str, Any] = field(default_factory=dict)


REFUSAL, GRANT = "require_lawful_refusal", "require_lawful_grant"
WORDS, END = "require_lawful_words", "require_lawful_end"
CLAIM: dict[str, Any] = {"intent": Intent.CLAIM, "reason": Reason.DEFECTIVE}
LOST: dict[str, Any] = {
    "intent": Intent.CLAIM,
    "reason": Reason.NEVER_ARRIVED,
    "sold": {"delivered_at": None},
}
GPSR = "Reg. (EU) 2023/988 art. 37"
VERY_OLD: dict[str, Any] = {"delivered_at": NOON - 1100 * DAY, "contract_at": NOON - 1105 * DAY}
OLD: dict[str, Any] = {"delivered_at": NOON - timedelta(days=500), "contract_at": NOON - timedelta(days=505)}
DOORSTEP: dict[str, Any] = {
    "channel": "off_premises",
    "order": {"is_professional": True, "buyer_employees": 2, "outside_main_activity": True},
}
WEDDING: dict[str, Any] = {
    "delivered_at": None,
    "order": {"agreed_delivery_on": (NOON - 2 * DAY).date(), "date_is_essential": True},
}

ATTEMPTS: Mapping[str, Attempt] = MappingProxyType({
    # an agent's refusal
    "seven days are over": Attempt(
        "refusal", lambda t: t.refuse("out_of_time", "Nos conditions : 7 jours."), REFUSAL, "L221-18"
    ),
    "opened box refused": Attempt(
        "refusal", lambda t: t.refuse("excluded_product", "Boîte ouverte."), REFUSAL, "L221-18",
        answers={"unsealed": True}, sold={"product": {"hygiene_sealed": False}},
    ),
    "worn, so no right left": Attempt(
        "refusal", lambda t: t.refuse("used_beyond_trial", "Portée."), REFUSAL, "L221-18"
    ),
    "sale items excluded": Attempt(
        "refusal", lambda t: t.refuse("excluded_product", "Ni repris ni échangé."), REFUSAL, "L221-18"
    ),
    "no receipt, no refund": Attempt(
        "refusal", lambda t: t.refuse("no_proof", "Sans ticket."), REFUSAL, "L221-18"
    ),
    "a false ground: hygiene, of what has no seal": Attempt(
        "refusal", lambda t: t.refuse("excluded_product", "Hygiène.", "unsealed_hygiene"), REFUSAL,
        "L221-18", sold={"product": {"hygiene_sealed": False}},
    ),
    "a false ground: a standard dress is no digital content": Attempt(
        "refusal", lambda t: t.refuse("other", "Contenu numérique.", "digital_started"), REFUSAL, "L221-18"
    ),
    "a false ground: she is no professional": Attempt(
        "refusal", lambda t: t.refuse("other", "Achat professionnel.", "professional_buyer"), REFUSAL,
        "L221-18", sold={"is_professional": False},
    ),
    "a baker who bought a till at his door is protected as a consumer": Attempt(
        "refusal", lambda t: t.refuse("other", "Achat professionnel.", "professional_buyer"), REFUSAL,
        "L221-3", sold=DOORSTEP,
    ),
    "the dress for the wedding came after it": Attempt(
        "refusal", lambda t: t.refuse("other", "Un peu de patience."), REFUSAL, "L216-1",
        intent=Intent.CLAIM, reason=Reason.LATE, sold=WEDDING,
    ),
    "a recall has no time limit": Attempt(
        "refusal", lambda t: t.refuse("out_of_time", "Achetée il y a trois ans."), REFUSAL, GPSR,
        intent=Intent.CLAIM, reason=Reason.RECALLED, before=called_back, sold=VERY_OLD,
    ),
    "the guarantee is over, but the drill was called back": Attempt(
        "refusal", lambda t: t.refuse("out_of_time", "Hors garantie.", "period_over"), REFUSAL, GPSR,
        **CLAIM, before=called_back, sold=VERY_OLD,
    ),
    "a number that nobody checked": Attempt(
        "refusal", lambda t: t.refuse("other", "Pas dans la liste."), REFUSAL, GPSR,
        intent=Intent.CLAIM, reason=Reason.RECALLED, sold=VERY_OLD,
    ),
    "a supervisor refuses": Attempt(
        "refusal", lambda t: t.refuse("other", "Décision du service."), REFUSAL, "L221-18",
        role=Role.SUPERVISOR,
    ),
    "an exchange out of stock is refused": Attempt(
        "refusal", lambda t: t.refuse("other", "Plus en stock."), REFUSAL, "L221-18",
        intent=Intent.EXCHANGE, reason=Reason.TOO_SMALL,
    ),
    "second-hand has one year": Attempt(
        "refusal", lambda t: t.refuse("out_of_time", "Occasion : un an."), REFUSAL, "L217-3", **CLAIM,
        sold={**OLD, "product": {"second_hand": True}},
    ),
    "see the manufacturer": Attempt(
        "refusal", lambda t: t.refuse("not_our_sale", "Voyez la marque."), REFUSAL, "L217-3", **CLAIM
    ),
    "a fault that is nobody's proof": Attempt(
        "refusal", lambda t: t.refuse("damage_by_use", "Une chute, sans doute."), REFUSAL, "L217-3", **CLAIM
    ),
    "the carrier says delivered": Attempt(
        "refusal", lambda t: t.refuse("other", "Le transporteur dit livré."), REFUSAL, "L216-2", **LOST
    ),
    # programs and imports
    "the product becomes made to order after the request": Attempt(
        "import", lambda t: t.refuse("excluded_product", "Sur mesure."), REFUSAL, "L221-18",
        before=lambda t: told_again(t, made_to_order=True),
    ),
    # another remedy
    "repair in the place of money": Attempt(
        "remedy", lambda t: t.grant(Remedy.REPAIR, "cheaper"), GRANT, "L221-18"
    ),
    "an exchange in the place of money": Attempt(
        "remedy", lambda t: t.grant(Remedy.EXCHANGE, "gesture"), GRANT, "L221-18"
    ),
    "repaired although she chose a new one": Attempt(
        "remedy", lambda t: t.grant(Remedy.REPAIR, "cheaper"), GRANT, "L217-9", **CLAIM,
        wanted=Remedy.REPLACEMENT,
    ),
    "a supervisor's exchange": Attempt(
        "remedy", lambda t: t.grant(Remedy.EXCHANGE, "other"), GRANT, "L221-18", role=Role.SUPERVISOR
    ),
    # words to the customer
    "a police report first": Attempt(
        "question", lambda t: t.ask("Merci de joindre un dépôt de plainte."), WORDS, "L216-2", **LOST
    ),
    "the carrier's reserves first": Attempt(
        "question", lambda t: t.ask("Avez-vous écrit des réserves auprès du livreur ?"), WORDS, "L216-2",
        **LOST,
    ),
    "the original packaging first": Attempt(
        "question", lambda t: t.ask("Avez-vous encore l’emballage d’origine ?"), WORDS, "L221-29"
    ),
    "the receipt first": Attempt(
        "question", lambda t: t.ask("", "proof_of_purchase"), WORDS, "L221-29"
    ),
    "the manufacturer first": Attempt(
        "question", lambda t: t.ask("Adressez-vous d’abord au fabricant."), WORDS, "L217-3", **CLAIM
    ),
    "a restocking fee in the letter": Attempt(
        "remedy", lambda t: t.grant(Remedy.REFUND, "", text="Moins 10 € de frais de remise en stock."), WORDS,
        "L221-29",
    ),
    "a voucher imposed in the letter": Attempt(
        "remedy", lambda t: t.grant(Remedy.REFUND, "", text="Remboursé uniquement en bon d’achat."), WORDS,
        "L221-29",
    ),
    "a refund only after inspection": Attempt(
        "message", lambda t: t.write("Nous remboursons une fois le contrôle du colis fait."), WORDS,
        "L221-29",
    ),
    "half off what was opened": Attempt(
        "message", lambda t: t.write("Une décote de 50 % s’applique aux boîtes ouvertes."), WORDS, "L221-29"
    ),
    # ending
    "closed without action after a contested refusal": Attempt(
        "end", lambda t: t.end(EndMotive.OTHER), END, "L221-18", before=refused_and_opened_again
    ),
    "closed as a duplicate of nothing": Attempt(
        "end", lambda t: t.end(EndMotive.DUPLICATE), END, "L221-18", before=refused_and_opened_again
    ),
    "closed for money that never went back": Attempt(
        "end", lambda t: t.end(EndMotive.RETURNED_ELSEWHERE), END, "L221-18", before=refused_and_opened_again
    ),
})  # fmt: skip


def set_up(shop: Shop, attempt: Attempt) -> Table:
    """The sale, the case and what came before, inside the open block."""
    sale = sell(shop, **attempt.sold)
    said = replace(asked(sale, attempt.intent, attempt.reason), answers=attempt.answers)
    request = request_of(sale, said, wanted=attempt.wanted)
    case, _ = cases.open_case(actor=shop.customer(sale.order_id), request=request, now=NOON)
    table = Table(shop, sale, case, shop.actors[attempt.role])
    if attempt.before is not None:
        attempt.before(table)
        table.case = case_card(actor=shop.agent, reference=case.reference)
    return table
