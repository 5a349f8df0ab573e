"""Which rows hang on an order, and what of a row changes in a copy. The rest is copied as it is.

In the expressions `t` is the row of the demo, `g` the line of the plan, `c` the customer of the copy, and
`$orders_order` the distance between the ids of two copies in that table.
"""

from typing import Final

# A copied table -> the column by which a row hangs on a table above it.
HANGS_ON: Final = {
    "orders_order": ("id", "orders_order"),
    "orders_orderline": ("order_id", "orders_order"),
    "orders_payment": ("order_id", "orders_order"),
    "orders_delivery": ("order_id", "orders_order"),
    "orders_deliveryline": ("delivery_id", "orders_delivery"),
    "cases_case": ("order_id", "orders_order"),
    "cases_caseline": ("case_id", "cases_case"),
    "cases_decision": ("case_id", "cases_case"),
    "cases_attachment": ("case_id", "cases_case"),
    "cases_promise": ("case_id", "cases_case"),
    "conversations_message": ("case_id", "cases_case"),
    "logistics_returnauthorization": ("case_id", "cases_case"),
    "logistics_returnline": ("ra_id", "logistics_returnauthorization"),
    "logistics_postingproof": ("ra_id", "logistics_returnauthorization"),
    "logistics_receipt": ("ra_id", "logistics_returnauthorization"),
    "logistics_receiptline": ("receipt_id", "logistics_receipt"),
    "logistics_inspection": ("receipt_line_id", "logistics_receiptline"),
    "logistics_disposition": ("inspection_id", "logistics_inspection"),
    "logistics_stockmovement": ("disposition_id", "logistics_disposition"),
    "resolutions_resolution": ("case_id", "cases_case"),
    "resolutions_gesture": ("case_id", "cases_case"),
    "resolutions_askedremedy": ("case_id", "cases_case"),
    "resolutions_refund": ("case_id", "cases_case"),
    "resolutions_externalreturnofmoney": ("payment_id", "orders_payment"),
    "resolutions_journalentry": ("refund_id", "resolutions_refund"),
    "resolutions_journalline": ("entry_id", "resolutions_journalentry"),
    "kernel_stream": ("subject_id", "cases_case"),
    "kernel_ledgerevent": ("subject_id", "cases_case"),
    "kernel_humantask": ("subject_id", "cases_case"),
    "organizations_accesslink": ("case_id", "cases_case"),
    "procrastinate_jobs": ("", ""),
}
ONLY: Final = {
    "kernel_stream": "t.subject_kind = 'case'",
    "kernel_ledgerevent": "t.subject_kind = 'case'",
    "kernel_humantask": "t.subject_kind = 'case'",
}
# Links to closed cases have run out and are gone.
WHERE: Final = {"organizations_accesslink": "g.is_open", "procrastinate_jobs": "g.is_open"}
# What every house has once: copied with the number of the house, not of the copy.
ONCE: Final = (
    "organizations_calendar", "organizations_site", "organizations_brand", "organizations_team",
    "organizations_user", "organizations_membership", "organizations_member",
    "organizations_branddeclaration", "organizations_connectoraccount", "policies_policy",
    "policies_policyversion", "orders_category", "orders_product", "kernel_fileobject",
)  # fmt: skip
ONCE_CHANGED: Final = {
    "organizations_user.email": "h.house || '.' || t.email",
    "organizations_brand.slug": "t.slug || '-' || h.house",
    "organizations_connectoraccount.inbound_key":
        "CASE WHEN t.inbound_key = '' THEN '' ELSE left(t.inbound_key, 30) || h.house END",
}  # fmt: skip
_MEMBER = "CASE WHEN t.{kind} = 'member' THEN t.{id} + g.house * $organizations_member ELSE t.{id} END"
_DOCK = "t.member_id + g.house * $organizations_member"
_SERIAL = "replace(t.{0}, 'SN' || substr(g.old_number, 4), 'SN' || substr(g.number, 4))"
_TRACKED = "CASE WHEN t.tracking_number = '' THEN '' ELSE '{0}' || lpad(substr(g.number, 4), 11, '0') END"
_NUMBERED = "replace(t.external_id, g.old_number, g.number)"
_TOLD = (
    "replace(replace(replace(t.{0}, g.old_sav, g.sav), g.old_ra, coalesce(g.ra[1], '-')), t.buyer, c.name)"
)
CHANGED: Final = {
    "orders_order.external_id": "g.number",
    "orders_order.number": "g.number",
    "orders_order.number_normalized": "g.norm",
    "orders_order.email_normalized": "c.email_normalized",
    "orders_order.postcode_normalized": "c.postcode",
    "orders_orderline.external_id": _NUMBERED,
    "orders_orderline.serials": _SERIAL.format("serials::text") + "::jsonb",
    "orders_payment.external_id": _NUMBERED,
    "orders_payment.provider_reference": "'pi_' || lower(g.norm)",
    "orders_delivery.external_id": _NUMBERED,
    "orders_delivery.tracking_number": _TRACKED.format("6A"),
    "cases_case.reference": "g.sav",
    "cases_caseline.serial": _SERIAL.format("serial"),
    "cases_decision.actor_id": _MEMBER.format(kind="actor_kind", id="actor_id"),
    "conversations_message.author_id": _MEMBER.format(kind="author_kind", id="author_id"),
    "conversations_message.to": "CASE WHEN t.\"to\" = '' THEN '' ELSE c.email END",
    "conversations_message.subject": _TOLD.format("subject"),
    "conversations_message.body_text":
        _TOLD.format("body_text") + " || CASE WHEN t.direction = 'in' THEN bench.sentence(g.copy, t.id) "
        "ELSE '' END",
    "conversations_message.note":
        "t.note || CASE WHEN t.direction = 'note' THEN bench.sentence(g.copy, t.id) ELSE '' END",
    # Letters of closed cases are kept as text: their HTML would be half of the disk.
    "conversations_message.body_html":
        "CASE WHEN g.is_open THEN " + _TOLD.format("body_html") + " ELSE '' END",
    "conversations_message.words":
        "CASE WHEN t.words ? 'ra_number' THEN jsonb_set(coalesce(d.words, t.words), '{ra_number}', "
        "to_jsonb(coalesce(g.ra[1], ''))) ELSE coalesce(d.words, t.words) END",
    "conversations_message.message_id": "replace(t.message_id, g.old_sav, g.sav)",
    "logistics_returnauthorization.number": "g.ra[t.place]",
    "logistics_returnauthorization.tracking_number": _TRACKED.format("8R"),
    "logistics_postingproof.tracking_number": _TRACKED.format("8R"),
    "logistics_receipt.scan_id": "md5(t.scan_id::text || g.house || ':' || g.copy)::uuid",
    "logistics_receipt.member_id": _DOCK,
    "logistics_inspection.member_id": _DOCK,
    "logistics_inspection.serial_seen": _SERIAL.format("serial_seen"),
    "logistics_disposition.member_id": _DOCK,
    "resolutions_gesture.asked_by": "t.asked_by + g.house * $organizations_member",
    "resolutions_askedremedy.asked_by": "t.asked_by + g.house * $organizations_member",
    "resolutions_askedremedy.answered_by": "t.answered_by + g.house * $organizations_member",
    "resolutions_askedremedy.parts":
        "(SELECT jsonb_agg(p || jsonb_build_object('line',"
        " (p->>'line')::bigint + g.copy * $orders_orderline)) FROM jsonb_array_elements(t.parts) p)",
    "resolutions_refund.reference": "g.refund[t.place]",
    "resolutions_refund.idempotency_key": "'savoir:' || g.org_id || ':' || g.refund[t.place]",
    "resolutions_refund.provider_reference":
        "CASE WHEN t.provider_reference = '' THEN '' ELSE 're_' || g.refund[t.place] END",
    "resolutions_externalreturnofmoney.provider_reference": "t.provider_reference || '-' || g.copy",
    "kernel_stream.subject_id": "t.subject_id + g.copy * $cases_case",
    "kernel_ledgerevent.subject_id": "t.subject_id + g.copy * $cases_case",
    "kernel_ledgerevent.actor_id": _MEMBER.format(kind="actor_kind", id="actor_id"),
    "kernel_humantask.subject_id": "t.subject_id + g.copy * $cases_case",
    "kernel_humantask.detail": "replace(t.detail::text, g.old_sav, g.sav)::jsonb",
    "organizations_accesslink.order_id": "t.order_id + g.copy * $orders_order",
    "organizations_accesslink.case_id": "t.case_id + g.copy * $cases_case",
    "organizations_accesslink.digest":
        "encode(sha256(convert_to(t.digest || g.house || ':' || g.copy, 'UTF8')), 'hex')",
}  # fmt: skip
# JSON that holds days and instants: they move with the row.
DATED: Final = {
    "kernel_ledgerevent": "payload", "resolutions_resolution": "plan", "cases_decision": "offer",
    "conversations_message": "words",
}  # fmt: skip
# Ids in an event and in a job's arguments -> the table they name.
IDS: Final = {
    "message_id": "conversations_message", "ra_id": "logistics_returnauthorization",
    "inspection_id": "logistics_inspection", "case_line_id": "cases_caseline", "line_id": "cases_caseline",
    "refund_id": "resolutions_refund", "gesture_id": "resolutions_gesture",
    "asked_id": "resolutions_askedremedy",
    "payment_id": "orders_payment", "case_id": "cases_case",
    "promise_id": "cases_promise", "subject_id": "cases_case",
}  # fmt: skip
NAMES: Final = {"reference": "g.sav", "ra_number": "coalesce(g.ra[1], '')"}
