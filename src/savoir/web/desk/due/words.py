"""The legal clocks in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.law.clocks import Clock

CLOCKS: Final[Mapping[str, str | Promise]] = {
    Clock.REFUND.value: _("Remboursement"),
    Clock.REMEDY.value: _("Réparation ou remplacement"),
    Clock.POSTAGE.value: _("Frais de renvoi à rendre"),
    Clock.CARRIER_PROTEST.value: _("Protestation au transporteur"),
    Clock.SEND_BACK.value: _("Renvoi par le client"),
    Clock.MEDIATOR.value: _("Médiateur"),
}
ICONS: Final[Mapping[str, str]] = {
    Clock.REFUND.value: "coin", Clock.REMEDY.value: "tool", Clock.POSTAGE.value: "receipt",
    Clock.CARRIER_PROTEST.value: "truck-delivery", Clock.SEND_BACK.value: "truck-return",
    Clock.MEDIATOR.value: "scale",
}  # fmt: skip
KEPT: Final[Mapping[str, str | Promise]] = {
    Clock.POSTAGE.value: _("Frais de renvoi rendus au client"),
    Clock.CARRIER_PROTEST.value: _("Protestation envoyée au transporteur"),
}
LOST: Final[Mapping[str, str | Promise]] = {
    Clock.CARRIER_PROTEST.value: _("Protestation au transporteur : le délai est passé"),
}
TO_DO: Final[Mapping[str, str | Promise]] = {
    Clock.POSTAGE.value: _("Frais rendus"),
    Clock.CARRIER_PROTEST.value: _("Protestation envoyée"),
}
