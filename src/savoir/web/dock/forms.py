"""What the dock types or scans."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import Checks, ExpectedLine, ReceiptLineCard, Surplus
from savoir.web.components.forms import SpokenMixin
from savoir.web.dock import losing
from savoir.web.dock.post import LONGEST_STATION, Post
from savoir.web.dock.words import CHECKS, FINDINGS

YES_OR_NO = (("yes", _("Oui")), ("no", _("Non")))
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


_STALE = _("Cette page a trop attendu : scannez le bon de nouveau.")


class StationForm(SpokenMixin, forms.Form):
    """The name painted above the station; who belongs to no site says where he works."""

    name = forms.CharField(
        label=_("Nom de votre poste"), max_length=LONGEST_STATION, help_text=_("Par exemple Quai 2")
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"name": post.station, "site": post.site.id}, **kwargs})
        if len(post.choices) > 1:
            field = forms.ChoiceField(
                label=_("Site"), choices=[(site.id, site.name) for site in post.choices]
            )
            field.widget.attrs["class"] = "input"
            self.fields["site"] = field


class ScanForm(SpokenMixin, forms.Form):
    """Every form of the dock: `code` is what was scanned meanwhile, `scan_id` makes a deed count once."""

    code = forms.CharField(required=False, max_length=300)
    scan_id = forms.UUIDField(
        initial=uuid4, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _STALE),
    )  # fmt: skip


class ReceiveForm(ScanForm):
    """Units per announced line, and what the slip does not announce."""

    other_quantity = forms.IntegerField(
        label=_("Nombre d’objets en plus"), min_value=1, max_value=999, required=False,
        widget=forms.NumberInput(attrs=_DIGITS),
    )  # fmt: skip
    other_code = forms.CharField(label=_("Code lu dessus"), max_length=80, required=False)
    other_words = forms.CharField(label=_("Ce que vous voyez"), max_length=300, required=False)

    def __init__(self, *args: Any, lines: Sequence[ExpectedLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            field = forms.IntegerField(
                label=line.product_name, min_value=0, max_value=999, initial=line.awaited,
                widget=forms.NumberInput(attrs=_DIGITS | {"class": "input dock-qty"}),
            )  # fmt: skip
            self.fields[f"line_{line.id}"] = field

    def clean(self) -> dict[str, Any]:
        """Something more needs a number and a word or a code."""
        given = super().clean() or {}
        named = given.get("other_code") or given.get("other_words")
        if named and not given.get("other_quantity") and "other_quantity" not in self.errors:
            self.add_error("other_quantity", _("Dites combien d’objets il y a en plus."))
        if given.get("other_quantity") and not named:
            self.add_error("other_words", _("Dites ce que vous voyez, ou scannez un code dessus."))
        return given

    def counted(self) -> tuple[dict[int, int], tuple[Surplus, ...]]:
        """Announced units per line, and the surplus: more of a line than it announces counts as surplus."""
        announced, surplus = {}, []
        for line in self.lines:
            announced[line.id], more = line.split(self.cleaned_data[f"line_{line.id}"])
            if more:
                surplus.append(Surplus(code=line.sku, description=line.product_name, quantity=more))
        given = self.cleaned_data
        if given["other_quantity"]:
            surplus.append(Surplus(given["other_code"], given["other_words"], given["other_quantity"]))
        return announced, tuple(surplus)


class InspectionForm(losing.LossFields, ScanForm):
    """Five answers, a grade, and the finding they amount to unless another is chosen; a loss of value."""

    grade = forms.ChoiceField(
        choices=[(grade.value, grade.value) for grade in Grade],
        error_messages={"required": _("Choisissez l’état : A, B, C ou D.")},
    )
    quantity = forms.IntegerField(
        label=_("Nombre d’objets pareils"), min_value=1, widget=forms.NumberInput(attrs=_DIGITS)
    )
    finding = forms.ChoiceField(
        label=_("Constat"), required=False,
        choices=[("", _("D’après vos contrôles")), *((word.value, text) for word, text in FINDINGS.items())],
    )  # fmt: skip
    serial_seen = forms.CharField(label=_("N° de série lu"), max_length=60, required=False)
    note = forms.CharField(label=pgettext_lazy("inspection", "Note"), max_length=500, required=False)

    def __init__(
        self, *args: Any, line: ExpectedLine, left: int, currency: str = "EUR", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.currency = line, currency
        for name in losing.NAMES if line.says_fault else ():
            del self.fields[name]  # a fault is claimed: nothing may be kept for it
        for name, label, _good in CHECKS:
            missing = _("Répondez à « %(check)s ».") % {"check": label}
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("yes", _("Oui")), ("no", _("Non"))],
                error_messages={"required": missing},
            )
        self.fields["quantity"].initial = left

    def clean(self) -> dict[str, Any]:
        """Turn the answers into checks and a finding."""
        given = super().clean() or {}
        if self.errors:
            return given
        given["checks"] = Checks(**{name: given[name] == "yes" for name, _label, _good in CHECKS})
        given["grade"] = Grade(given["grade"])
        likely = given["checks"].likely_finding(given["grade"], says_fault=self.line.says_fault)
        given["finding"] = Finding(given["finding"]) if given["finding"] else likely
        if given["finding"] is None:
            self.add_error("finding", _("Hors d’usage : dites s’il est abîmé (3) ou en panne (4)."))
        losing.clean(self, given, self.currency)
        return given


class PlacementForm(SpokenMixin, forms.Form):
    """The bin that was scanned, or another use for the units; of a destruction, that it is asked for."""

    code = forms.CharField(required=False, max_length=300)
    kind = forms.ChoiceField(required=False, choices=[(kind.value, kind.value) for kind in DispositionKind])


class UnknownForm(ScanForm):
    """A parcel nobody announced, in the words of who opened it."""

    description = forms.CharField(label=_("Que voyez-vous ?"), max_length=300, required=False)
    quantity = forms.IntegerField(
        label=_("Combien d’objets ?"), min_value=1, max_value=999, initial=1,
        widget=forms.NumberInput(attrs=_DIGITS),
    )  # fmt: skip
    label_code = forms.CharField(label=_("Code lu dessus"), max_length=80, required=False)


class IdentifyForm(SpokenMixin, forms.Form):
    """The case that a parcel belongs to."""

    case_reference = forms.CharField(max_length=40)


def waits(line: ReceiptLineCard) -> int:
    """Units of a receipt's line that nobody has examined."""
    return line.quantity - line.inspected_qty
