"""What the inspection form says of a loss of value: a sum or a share, what was done, a photo."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.kernel.access import Actor
from savoir.kernel.files import check_upload, store_checked
from savoir.kernel.values.money import InvalidAmount, Money
from savoir.logistics.operations import Measured, propose_loss
from savoir.web.requests import StaffRequest

NAMES = ("loss", "beyond", "photo")
_SHARE = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*%")


class LossFields(forms.Form):
    """The three fields below the five checks; nobody has to fill one."""

    loss = forms.CharField(
        label=_("Valeur perdue"), max_length=20, required=False,
        help_text=_("Une somme (12,00) ou une part du prix (20 %)."),
    )  # fmt: skip
    beyond = forms.CharField(
        label=_("Ce qui dépasse un essai"), max_length=500, required=False,
        help_text=_("Le client lira ces mots."),
    )  # fmt: skip
    photo = forms.FileField(label=_("Photo"), required=False, allow_empty_file=True)


def clean(form: forms.Form, given: dict[str, Any], currency: str) -> None:
    """Who measures a loss says how much, what was done, and shows it; `given["measured"]` is the measure."""
    said = {name: given.get(name) for name in NAMES}
    if not any(said.values()):
        return
    wanted = {
        "loss": _("Dites la valeur perdue : une somme ou une part du prix."),
        "beyond": _("Dites ce qui dépasse un essai."),
        "photo": _("Ajoutez une photo de ce que vous voyez."),
    }
    for name, sentence in wanted.items():
        if not said[name]:
            form.add_error(name, sentence)
    if said["loss"]:
        given["measured"] = read_loss(str(said["loss"]), currency)
        if given["measured"] is None:
            form.add_error("loss", wanted["loss"])


def read_loss(text: str, currency: str) -> dict[str, Any] | None:
    """`12,00` as a sum, `20 %` as a share in hundredths of a percent; None for neither."""
    share = _SHARE.fullmatch(text.strip())
    if share is not None:
        return {"share_points": int(share[1]) * 100 + int((share[2] or "0").ljust(2, "0"))}
    try:
        return {"amount": Money.parse(text, currency)}
    except InvalidAmount:
        return None


def stored_photo(request: StaffRequest, given: dict[str, Any]) -> int:
    """The photo of a measured loss, checked and stored; 0 without one. Raises what `check_upload` raises."""
    if not given.get("measured"):
        return 0
    found = check_upload(actor=request.actor, sent=given["photo"])
    return store_checked(actor=request.actor, found=[found], now=request.now)[0].id


def propose(actor: Actor, inspection_id: int, given: dict[str, Any], photo_id: int, now: datetime) -> None:
    """Write the proposal, when one was made. Raises what `propose_loss` raises."""
    if not given.get("measured"):
        return
    measured = Measured(beyond=given["beyond"], photo_id=photo_id, **given["measured"])
    propose_loss(actor=actor, inspection_id=inspection_id, measured=measured, now=now)
