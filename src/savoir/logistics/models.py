"""The thing: permission to send back, arrival, inspection, what becomes of it."""

from django.db import models
from django.db.models import F, Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.logistics.states import (
    DispositionKind,
    Finding,
    Grade,
    LossState,
    ReturnMethod,
    UnknownState,
    Why,
)


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # any StrEnum


class ReturnAuthorization(TenantModel):
    """Permission to send back. Its expiry is a courtesy date: it never ends a right.

    `former_number` stands on a label that another system printed; `former_key` finds it at the dock.
    `withheld_at`: the carrier would have been asked then, but the brand ran alongside; a person has it asked.
    """

    number = models.CharField(max_length=20)
    former_number = models.CharField(max_length=60, blank=True)
    former_key = models.CharField(max_length=60, blank=True)
    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    site = TenantForeignKey("organizations.Site")
    method = models.CharField(max_length=12, choices=_choices(ReturnMethod))
    customer_pays = models.BooleanField(default=False)
    send_back_by = models.DateField()
    promised_on = models.DateField(null=True)
    promised_if_by = models.DateField(null=True)
    issued_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    slip = TenantForeignKey("kernel.FileObject", null=True)
    withheld_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="ra_number"),
            models.UniqueConstraint(
                fields=["org", "former_key"], condition=~Q(former_key=""), name="ra_former_number"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "case"], name="ra_case"),
            models.Index(fields=["org", "id"], condition=Q(withheld_at__isnull=False), name="ra_withheld"),
            models.Index(
                fields=["org", "tracking_number"], condition=~Q(tracking_number=""), name="ra_tracking"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReturnLine(TenantModel):
    """What may come back under an authorization."""

    ra = TenantForeignKey("logistics.ReturnAuthorization", on_delete=models.CASCADE)
    case_line = TenantForeignKey("cases.CaseLine", on_delete=models.CASCADE)
    quantity = models.IntegerField()
    received_qty = models.IntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "ra", "case_line"], name="return_line_once"),
            models.UniqueConstraint(
                fields=["org", "case_line"], condition=Q(is_open=True), name="return_line_one_open"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received_qty__gte=0, received_qty__lte=F("quantity")),
                name="return_line_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} under {self.ra_id}"


class PostingProof(TenantModel):
    """« J'ai expédié mon colis »: a number or the photo of the receipt. It starts the law's clock."""

    ra = TenantForeignKey("logistics.ReturnAuthorization", on_delete=models.CASCADE)
    posted_on = models.DateField()
    tracking_number = models.CharField(max_length=60, blank=True)
    photo = TenantForeignKey("kernel.FileObject", null=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "ra"], name="posting_once"),
            models.CheckConstraint(
                condition=~Q(tracking_number="") | Q(photo__isnull=False), name="posting_proved"
            ),
        ]

    def __str__(self) -> str:
        return f"posted on {self.posted_on}"


class Receipt(TenantModel):
    """A parcel arrived at a station; `scan_id` makes the same scan count once."""

    scan_id = models.UUIDField()
    ra = TenantForeignKey("logistics.ReturnAuthorization", on_delete=models.CASCADE)
    site = TenantForeignKey("organizations.Site")
    station = models.CharField(max_length=40)
    member_id = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "scan_id"], name="receipt_scan")]
        indexes = [models.Index(fields=["org", "site", "received_at"], name="receipt_site")]

    def __str__(self) -> str:
        return f"receipt of {self.ra_id}"


class ReceiptLine(TenantModel):
    """Units of one return line that were in the parcel."""

    receipt = TenantForeignKey("logistics.Receipt", on_delete=models.CASCADE)
    return_line = TenantForeignKey("logistics.ReturnLine", on_delete=models.CASCADE)
    quantity = models.IntegerField()
    inspected_qty = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "receipt", "return_line"], name="receipt_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, inspected_qty__gte=0, inspected_qty__lte=F("quantity")),
                name="receipt_line_inspected",
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "receipt"],
                condition=Q(inspected_qty__lt=F("quantity")),
                name="receipt_line_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} in receipt {self.receipt_id}"


class Inspection(TenantModel):
    """Five checks on units that are alike, a grade and a finding. The only source of a disposition."""

    receipt_line = TenantForeignKey("logistics.ReceiptLine", on_delete=models.CASCADE)
    quantity = models.IntegerField()
    right_item = models.BooleanField()
    right_quantity = models.BooleanField()
    used_or_damaged = models.BooleanField()
    defect_proven = models.BooleanField()
    in_time = models.BooleanField()
    serial_seen = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=1, choices=_choices(Grade))
    finding = models.CharField(max_length=20, choices=_choices(Finding))
    note = models.TextField(blank=True)
    member_id = models.BigIntegerField()
    inspected_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="inspection_quantity")]
        indexes = [
            models.Index(fields=["org", "receipt_line"], name="inspection_line"),
            models.Index(fields=["org", "inspected_at"], name="inspection_day"),
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.finding}"


class ValueLoss(TenantModel):
    """What inspected units of a withdrawal lost by more handling than a trial, as the dock measured it: a
    proposal (C. conso L221-23). `beyond`: what was done beyond a trial; `share_points`: the loss in
    hundredths of a percent when it was measured as a share; `kept_minor`: what a person kept, 0 for nothing.
    `beyond` and `photo` are gone once the customer's data were erased.
    """

    inspection = TenantForeignKey("logistics.Inspection", on_delete=models.CASCADE)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    share_points = models.IntegerField(null=True)
    beyond = models.TextField()
    photo = TenantForeignKey("kernel.FileObject", null=True)
    state = models.CharField(max_length=10, choices=_choices(LossState), default=LossState.PROPOSED.value)
    member_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    kept_minor = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "inspection"], name="loss_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="loss_amount"),
            models.CheckConstraint(
                condition=Q(kept_minor__gte=0, kept_minor__lte=models.F("amount_minor")), name="loss_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of inspection {self.inspection_id}"


class Disposition(TenantModel):
    """What becomes of inspected units; the only source of a stock movement.

    `site`: where the units are. `ground`: why the rules put them in quarantine, "" where a person chose it.
    `refused_at`: when the second person let them not be destroyed; nobody has asked again since.
    """

    inspection = TenantForeignKey("logistics.Inspection", on_delete=models.CASCADE)
    site = TenantForeignKey("organizations.Site", null=True)
    kind = models.CharField(max_length=16, choices=_choices(DispositionKind))
    bin_code = models.CharField(max_length=20)
    proposed_kind = models.CharField(max_length=16, choices=_choices(DispositionKind))
    member_id = models.BigIntegerField()
    confirmed_at = models.DateTimeField()
    ground = models.CharField(max_length=16, choices=_choices(Why), blank=True, default="", db_default="")

    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "inspection"], name="disposition_once")]
        indexes = [
            models.Index(
                fields=["org", "site", "confirmed_at", "id"],
                condition=Q(kind="quarantine"),
                name="disposition_aside",
            ),
            models.Index(
                fields=["org", "site"],
                condition=Q(kind="quarantine", refused_at__isnull=False),
                name="disposition_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.bin_code}"


class StockMovement(TenantModel):
    """Units that enter a stock, by a disposition and nothing else."""

    disposition = TenantForeignKey("logistics.Disposition", on_delete=models.CASCADE)
    product = TenantForeignKey("orders.Product", null=True)
    site = TenantForeignKey("organizations.Site")
    quantity = models.IntegerField()
    bin_code = models.CharField(max_length=20)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "disposition"], name="movement_once")]

    def __str__(self) -> str:
        return f"{self.quantity} to {self.bin_code}"


class UnknownParcel(TenantModel):
    """A parcel or an item nobody announced: it waits in the list "to identify"."""

    reference = models.CharField(max_length=20)
    scan_id = models.UUIDField()
    site = TenantForeignKey("organizations.Site")
    code = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=300, blank=True)
    quantity = models.IntegerField(default=1)
    state = models.CharField(
        max_length=12, choices=_choices(UnknownState), default=UnknownState.TO_IDENTIFY.value
    )
    case = TenantForeignKey("cases.Case", null=True)
    member_id = models.BigIntegerField()
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "reference"], name="unknown_reference"),
            models.UniqueConstraint(fields=["org", "scan_id"], name="unknown_scan"),
        ]
        indexes = [
            models.Index(
                fields=["org", "site", "id"], condition=Q(state="to_identify"), name="unknown_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.reference
