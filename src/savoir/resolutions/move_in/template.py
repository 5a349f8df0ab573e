"""The empty sheet offered for download: our columns in French, with one example of each state."""

import csv
import io

from savoir.resolutions.move_in.columns import COLUMNS

_EXAMPLES = (
    {"case_number": "T-2041", "order_number": "FR-80412", "item": "ROBE-38", "state": "ouvert",
     "opened_on": "12/11/2026", "intent": "retour", "reason": "trop petit", "words": "Elle serre."},
    {"case_number": "T-2042", "order_number": "FR-80413", "state": "attend le colis",
     "opened_on": "10/11/2026", "intent": "rétractation", "reason": "changé d’avis",
     "remedy": "remboursement", "return_number": "RMA-7781", "tracking_number": "6A12345678901",
     "authorized_on": "11/11/2026"},
    {"case_number": "T-2043", "order_number": "FR-80414", "quantity": "1", "state": "reçu",
     "opened_on": "02/11/2026", "intent": "retour", "return_number": "RMA-7782",
     "authorized_on": "03/11/2026", "received_on": "09/11/2026", "refunded_amount": "20,00",
     "refund_reference": "re_3PqX"},
)  # fmt: skip


def template_sheet() -> bytes:
    """The template as Excel opens it: semicolons, UTF-8 with its mark."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=";")
    writer.writerow([french for _, french, _ in COLUMNS])
    for example in _EXAMPLES:
        writer.writerow([example.get(name, "") for name, _, _ in COLUMNS])
    return page.getvalue().encode("utf-8-sig")
