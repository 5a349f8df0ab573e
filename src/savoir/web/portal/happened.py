"""The second screen: what happened to the chosen items."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from savoir.cases.queries import rights_of_order
from savoir.cases.states import Intent
from savoir.cases.values import LineRights
from savoir.kernel.errors import NotFound
from savoir.kernel.files import MOST_FILES, Checked, FileCard, check_upload, digests_of, store_checked
from savoir.kernel.values.days import local_day
from savoir.orders.queries import sale_line
from savoir.orders.values import SaleLine
from savoir.web.portal.causes import CAUSES, Cause, causes_of
from savoir.web.portal.drafts import Draft, DraftLine, keep, kept_draft
from savoir.web.portal.forms import LONGEST, typed
from savoir.web.portal.items import ItemShown, item_of, mind_until
from savoir.web.portal.links import RECALL, WITHDRAW
from savoir.web.portal.pages import go, page, proved, safe_suite, visitor
from savoir.web.portal.refusals import told
from savoir.web.portal.sending import attempt_with_files, require_sendable
from savoir.web.portal.wording import day
from savoir.web.requests import PortalRequest, actor_for_order

SAME = "pareil"
_MOST_LINES = 20
_ANSWERS = {"oui": True, "non": False}
_SPOKEN = {None: "", True: "oui", False: "non"}
_WANTED = {WITHDRAW: "avis", RECALL: "rappel"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the form holds for one line, right or wrong, as typed."""

    item: ItemShown
    quantity: str
    cause: str
    unsealed: str
    files: int
    same: str = ""

    @property
    def sale(self) -> SaleLine:
        """The line that is asked about."""
        return self.item.rights.sale

    @property
    def field(self) -> str:
        """The line in names of fields."""
        return str(self.item.line_id)

    @property
    def most(self) -> int:
        """Units that can still be asked about."""
        sale = self.sale
        return sale.returnable_qty if sale.returnable_qty > 0 else sale.quantity

    @property
    def asks_seal(self) -> bool:
        """Whether the law asks if the seal was broken (L221-28 5°)."""
        return bool(self.sale.hygiene_sealed)

    @property
    def asks_again(self) -> bool:
        """Whether a claim before makes the law ask if it is the same fault (L217-14)."""
        return self.item.rights.was_claimed


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def happened(request: PortalRequest) -> HttpResponse:
    """Ask for the reason, per line and quantity, with photos; keep it all as a draft."""
    order_id, chosen = _chosen(request)
    if not chosen:
        return go(request, "items")
    closed = next((one for one in chosen if not one.is_open), None)
    if closed is not None:
        reference = closed.rights.open_case
        return go(request, "tracking", reference) if reference else go(request, "items")
    if request.method == "POST":
        return _take(request, order_id, chosen)
    return _page(request, _remembered(request, chosen), words=_words_kept(request, chosen), errors=[])


def _chosen(request: PortalRequest) -> tuple[int, tuple[ItemShown, ...]]:
    """The lines named by `?a=`, all of one proved order of this brand. Raises NotFound for any other."""
    ids = [
        int(given)
        for given in request.GET.getlist("a")[:_MOST_LINES]
        if given.isdecimal() and len(given) < 19
    ]
    if not ids:
        return 0, ()
    first = sale_line(actor=visitor(request), line_id=ids[0])
    if first.brand_id != request.brand_id:
        raise NotFound("line")
    today = local_day(request.now, request.zone)
    actor = actor_for_order(request, first.order_id)
    rights = {
        one.sale.line_id: one
        for one in rights_of_order(actor=actor, order_id=first.order_id, now=request.now)
    }
    if not set(ids) <= set(rights):
        raise NotFound("line")
    return first.order_id, tuple(item_of(rights[line_id], today) for line_id in dict.fromkeys(ids))


def _remembered(request: PortalRequest, chosen: tuple[ItemShown, ...]) -> tuple[Said, ...]:
    """What the draft says about these lines, else the beginning."""
    draft = kept_draft(request)
    kept = {line.line_id: line for line in draft.lines} if draft else {}
    wanted = _WANTED.get(safe_suite(request.GET.get("suite", "")), "")
    return tuple(_said(item, kept.get(item.line_id), wanted, index) for index, item in enumerate(chosen))


def _said(item: ItemShown, kept: DraftLine | None, wanted: str, index: int) -> Said:
    first = wanted if index == 0 else SAME
    if kept is None:
        return Said(item, "1", first, "", 0)
    seal, same = _SPOKEN[kept.unsealed], _SPOKEN[kept.same_defect]
    return Said(item, str(kept.quantity), kept.cause, seal, len(kept.files), same)


def _words_kept(request: PortalRequest, chosen: tuple[ItemShown, ...]) -> str:
    draft = kept_draft(request)
    ours = {item.line_id for item in chosen}
    return draft.words if draft and {line.line_id for line in draft.lines} & ours else ""


def _take(request: PortalRequest, order_id: int, chosen: tuple[ItemShown, ...]) -> HttpResponse:
    before = {line.line_id: line.files for line in _lines_before(request)}
    said = tuple(
        _typed(request.POST, item, index, len(before.get(item.line_id, ())))
        for index, item in enumerate(chosen)
    )
    words = typed(request.POST.get("words", ""))
    errors = _faults(said, words)
    if errors:
        return _page(request, said, words=words, errors=errors, status=422)
    files, error = _stored(request, order_id, said, before)
    if error:
        return _page(request, said, words=words, errors=[error], status=422)
    lines = tuple(_line(one, said[0], files[one.item.line_id]) for one in said)
    return keep(request, Draft(order_id, lines, words), go(request, "answer"))


def _lines_before(request: PortalRequest) -> tuple[DraftLine, ...]:
    draft = kept_draft(request)
    return draft.lines if draft else ()


def _typed(post: QueryDict, item: ItemShown, index: int, files: int) -> Said:
    name = "cause" if index == 0 else f"cause-{item.line_id}"
    return Said(
        item=item,
        quantity=post.get(f"quantity-{item.line_id}", "1").strip(),
        cause=post.get(name, "" if index == 0 else SAME),
        unsealed=post.get(f"seal-{item.line_id}", ""),
        files=files,
        same=post.get(f"same-{item.line_id}", ""),
    )


def _cause(said: Said, first: Said) -> Cause | None:
    return CAUSES.get(first.cause if said.cause == SAME else said.cause)


def _faults(said: tuple[Said, ...], words: str) -> list[dict[str, str]]:
    """Everything that is missing or impossible, each with the place on the page."""
    possible = {cause.code for cause in causes_of(tuple(one.item.rights for one in said))}
    faults = []
    for one in said:
        cause = _cause(one, said[0])
        if cause is None or cause.code not in possible:
            where = "#causes" if one is said[0] else f"#cause-{one.item.line_id}"
            faults.append(
                {"url": where, "text": gettext("Dites-nous ce qui se passe : choisissez une réponse.")}
            )
        faults.extend(_line_faults(one, cause))
    if len(words) > LONGEST:
        faults.append(
            {"url": "#words", "text": gettext("Votre texte est trop long : 2000 caractères au plus.")}
        )
    return list({fault["url"]: fault for fault in faults}.values())


def _line_faults(one: Said, cause: Cause | None) -> list[dict[str, str]]:
    line_id, faults = one.item.line_id, []
    if not (one.quantity.isdecimal() and len(one.quantity) < 7 and 1 <= int(one.quantity) <= one.most):
        text = gettext("%(name)s : indiquez une quantité entre 1 et %(most)s.")
        faults.append(
            {"url": f"#quantity-{line_id}", "text": text % {"name": one.sale.name, "most": one.most}}
        )
    if one.asks_seal and cause and cause.is_change_of_mind and one.unsealed not in ("oui", "non"):
        text = gettext("%(name)s : dites-nous si le scellé a été ouvert.")
        faults.append({"url": f"#seal-{line_id}", "text": text % {"name": one.sale.name}})
    if one.asks_again and cause and cause.intent is Intent.CLAIM and one.same not in ("oui", "non"):
        text = gettext("%(name)s : dites-nous si c’est le même problème que la dernière fois.")
        faults.append({"url": f"#same-{line_id}", "text": text % {"name": one.sale.name}})
    return faults


def _stored(
    request: PortalRequest, order_id: int, said: tuple[Said, ...], before: dict[int, tuple[int, ...]]
) -> tuple[dict[int, tuple[int, ...]], dict[str, str] | None]:
    """Ids of the photos of each line, sent before and now; or the first fault, nothing stored."""
    files = {spoken.item.line_id: before.get(spoken.item.line_id, ()) for spoken in said}
    sent = [(line_id, photo) for line_id in files for photo in request.FILES.getlist(f"photos-{line_id}")]
    if not sent:
        return files, None
    actor, found = actor_for_order(request, order_id), list[Checked]()
    one = sent[-1]
    with attempt_with_files(request, order_id) as tried:
        require_sendable(request, order_id, len(sent))
        for one in sent:
            found.append(check_upload(actor=actor, sent=one[1]))
        kept = digests_of(file_id for ids in files.values() for file_id in ids)
        cards = store_checked(actor=actor, found=found, kept=kept, now=request.now)
    if tried.refusal:
        line_id, photo = one
        text = f"{photo.name}\u00a0: {told(tried.refusal)}"
        return files, {"url": f"#photos-{line_id}", "text": text}
    return _shared_out(files, zip((line_id for line_id, _photo in sent), cards, strict=True)), None


def _shared_out(
    files: dict[int, tuple[int, ...]], sent: Iterable[tuple[int, FileCard]]
) -> dict[int, tuple[int, ...]]:
    """Each new photo at its line; one that is there already, at whatever line, stays where it is."""
    taken = {file_id for ids in files.values() for file_id in ids}
    for line_id, card in sent:
        if card.id not in taken:
            taken.add(card.id)
            files[line_id] += (card.id,)
    return files


def _line(one: Said, first: Said, files: tuple[int, ...]) -> DraftLine:
    cause = _cause(one, first)
    assert cause is not None, "checked before"
    unsealed = _ANSWERS.get(one.unsealed) if one.asks_seal else None
    same = _ANSWERS.get(one.same) if one.asks_again and cause.intent is Intent.CLAIM else None
    return DraftLine(one.item.line_id, int(one.quantity), cause.code, unsealed, files, same)


def _page(
    request: PortalRequest,
    said: tuple[Said, ...],
    *,
    words: str,
    errors: list[dict[str, str]],
    status: int = 200,
) -> HttpResponse:
    causes = causes_of(tuple(one.item.rights for one in said))
    today = local_day(request.now, request.zone)
    shown: dict[str, Any] = {
        "said": said,
        "one": said[0] if len(said) == 1 else None,
        "choices": [_choice(cause, said, today) for cause in causes],
        "chosen": said[0].cause,
        "causes": causes,
        "words": words,
        "errors": errors,
        "same": SAME,
        "longest": LONGEST,
        "most_files": MOST_FILES,
        "suite": safe_suite(request.GET.get("suite", "")),
        "back_url": reverse("portal:items", args=[request.brand.slug]),
        "step": 2,
        "steps_total": 4,
    }
    return page(request, "happened.html", shown, status=status)


def _choice(cause: Cause, said: tuple[Said, ...], today: date) -> dict[str, Any]:
    note = str(cause.hint)
    if cause.code == "avis":
        note = _mind_note([one.item.rights for one in said], today) or note
    return {"value": cause.code, "icon": cause.icon, "card": {"title": cause.title, "note": note}}


def _mind_note(rights: list[LineRights], today: date) -> str:
    """Until when one may change one's mind; what is over or excluded is answered by a person."""
    days = [mind_until(one, today) for one in rights]
    known = [day for day in days if day is not None]
    if len(known) < len(days) or min(known) < today:
        return gettext("Une personne vous répond")
    return gettext("Possible jusqu’au %(day)s inclus") % {"day": day(min(known), today)}
