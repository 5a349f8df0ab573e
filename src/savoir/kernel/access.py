"""Who may do what: actors, permissions, roles. Every permission of the product stands in this file."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from savoir.kernel.errors import NotAllowed


class Permission(StrEnum):
    """`room:object:verb`. An operation names exactly one in its first line."""

    ORGANIZATION_MANAGE = "organizations:organization:manage"
    MEMBER_INVITE = "organizations:member:invite"
    COLLEAGUE_PLAY = "organizations:colleague:play"
    BRAND_DECLARE = "organizations:declaration:write"
    CONSOLE_ENTER = "organizations:console:enter"
    ALONGSIDE_SET = "organizations:alongside:set"
    CONNECTOR_WRITE = "organizations:connector:write"
    KEY_MANAGE = "organizations:key:manage"
    SALE_READ = "orders:sale:read"
    SALE_IMPORT = "orders:sale:import"
    RECALL_DECLARE = "orders:recall:declare"
    CUSTOMER_ERASE = "orders:customer:erase"
    POLICY_READ = "policies:version:read"
    POLICY_WRITE = "policies:version:write"
    CASE_OPEN = "cases:case:open"
    CASE_READ = "cases:case:read"
    CASE_DECIDE = "cases:case:decide"
    CASE_REFUSE = "cases:case:refuse"
    CASE_ASSIGN = "cases:case:assign"
    CASE_NOTE = "cases:case:note"
    CASE_CLOSE = "cases:case:close"
    CASE_MOVE_IN = "cases:case:move_in"
    POSTING_DECLARE = "logistics:posting:declare"
    MESSAGE_SEND = "conversations:message:send"
    MESSAGE_READ = "conversations:message:read"
    RETURN_READ = "logistics:return:read"
    RETURN_AUTHORIZE = "logistics:return:authorize"
    RETURN_RECEIVE = "logistics:return:receive"
    RETURN_INSPECT = "logistics:return:inspect"
    DISPOSITION_CONFIRM = "logistics:disposition:confirm"
    OFFER_ACCEPT = "resolutions:offer:accept"
    REFUND_REQUEST = "resolutions:refund:request"
    REFUND_SETTLE = "resolutions:refund:settle"
    REFUND_READ = "resolutions:refund:read"
    REFUND_REDUCE = "resolutions:refund:reduce"
    GESTURE_GRANT = "resolutions:gesture:grant"
    REFUND_REPAIR = "resolutions:refund:repair"
    APPROVAL_DECIDE = "kernel:approval:decide"
    TASK_DO = "kernel:task:do"
    HEALTH_READ = "kernel:health:read"
    JOB_RETRY = "kernel:job:retry"
    EVENT_READ = "kernel:event:read"


class Role(StrEnum):
    """What a member is in an organization."""

    AGENT = "agent"
    SENIOR = "senior"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    STORE = "store"
    WAREHOUSE = "warehouse"
    ADMIN = "admin"


P = Permission
_READ = frozenset({P.SALE_READ, P.CASE_READ, P.RETURN_READ, P.MESSAGE_READ, P.POLICY_READ})
_AGENT = _READ | {
    P.CASE_OPEN, P.CASE_DECIDE, P.CASE_REFUSE, P.CASE_ASSIGN, P.CASE_NOTE, P.CASE_CLOSE, P.MESSAGE_SEND,
    P.RETURN_AUTHORIZE, P.OFFER_ACCEPT, P.REFUND_REQUEST, P.REFUND_READ, P.TASK_DO, P.POSTING_DECLARE,
    P.GESTURE_GRANT,
}  # fmt: skip
_SENIOR = _AGENT | {P.APPROVAL_DECIDE, P.REFUND_REDUCE}
_SUPERVISOR = _SENIOR | {
    P.POLICY_WRITE, P.MEMBER_INVITE, P.REFUND_REPAIR, P.CONSOLE_ENTER, P.HEALTH_READ, P.JOB_RETRY,
    P.RECALL_DECLARE,
}  # fmt: skip
_FINANCE = _READ | {
    P.REFUND_READ, P.REFUND_REPAIR, P.APPROVAL_DECIDE, P.TASK_DO, P.CONSOLE_ENTER, P.HEALTH_READ,
    P.GESTURE_GRANT,
}  # fmt: skip
_DOCK = frozenset({
    P.RETURN_READ, P.RETURN_RECEIVE, P.RETURN_INSPECT, P.DISPOSITION_CONFIRM, P.CASE_READ, P.SALE_READ,
})  # fmt: skip
_STORE = _READ | _DOCK | {P.CASE_OPEN, P.OFFER_ACCEPT, P.RETURN_AUTHORIZE, P.MESSAGE_SEND}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SENIOR: _SENIOR,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.FINANCE: _FINANCE,
    Role.STORE: _STORE,
    Role.WAREHOUSE: _DOCK,
    Role.ADMIN: frozenset(Permission),
}
CUSTOMER_PERMISSIONS = frozenset({P.SALE_READ, P.CASE_OPEN, P.CASE_READ, P.OFFER_ACCEPT, P.POSTING_DECLARE})
CUSTOMER_VERIFIED_PERMISSIONS = CUSTOMER_PERMISSIONS | {P.MESSAGE_READ, P.MESSAGE_SEND, P.REFUND_READ}
VISITOR_PERMISSIONS = _READ | {P.REFUND_READ, P.COLLEAGUE_PLAY}


# What a key of the API may be given; everything else takes a person. A key without scopes may do nothing.
KEY_PERMISSIONS = frozenset({
    P.SALE_READ, P.SALE_IMPORT, P.CASE_OPEN, P.CASE_READ, P.CASE_DECIDE, P.CASE_REFUSE, P.CASE_ASSIGN,
    P.CASE_NOTE, P.CASE_CLOSE, P.POSTING_DECLARE, P.MESSAGE_SEND, P.MESSAGE_READ, P.RETURN_READ,
    P.OFFER_ACCEPT, P.REFUND_READ, P.TASK_DO, P.EVENT_READ,
})  # fmt: skip


class ActorKind(StrEnum):
    """Who acts: a member, a customer at the portal, a program with a key, our job, a visitor of the demo."""

    MEMBER = "member"
    CUSTOMER = "customer"
    API = "api"
    SYSTEM = "system"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in one organization. `id` is that of a member, a key, a customer's order, or 0 for the system.

    `site_ids` narrows store and warehouse members; `order_ids` is all a customer proved to own;
    `verified` says that he came through the address on file; `brand_id` is all a key may see;
    `is_alongside`, of a member: a brand of his organization runs beside another system (pages say so; what
    holds is asked where things leave); `via_key_id`, of a member: the key of the program acting in his name.
    """

    kind: ActorKind
    org_id: int
    id: int = 0
    name: str = ""
    role: Role | None = None
    permissions: frozenset[Permission] = frozenset()
    site_ids: frozenset[int] = field(default=frozenset())
    order_ids: frozenset[int] = field(default=frozenset())
    verified: bool = False
    brand_id: int | None = None
    is_alongside: bool = False
    via_key_id: int | None = None

    def sees_brand(self, brand_id: int) -> bool:
        """False for a key of another brand."""
        return self.brand_id is None or self.brand_id == brand_id

    @property
    def decides(self) -> bool:
        """Whether he has the last word on a case: a member, a job of ours, a program that was given it."""
        if self.kind is ActorKind.API:
            return Permission.CASE_DECIDE in self.permissions
        return not self.is_customer

    @property
    def is_customer(self) -> bool:
        """True at the portal."""
        return self.kind is ActorKind.CUSTOMER


@lru_cache(maxsize=4096)
def system_actor(org_id: int) -> Actor:
    """The actor of jobs, imports and reactions: everything, in one organization. A page asks for twenty."""
    return Actor(kind=ActorKind.SYSTEM, org_id=org_id, permissions=frozenset(Permission))


def member_actor(
    *, org_id: int, member_id: int, name: str, role: Role, site_ids: frozenset[int],
    is_alongside: bool = False,
) -> Actor:  # fmt: skip
    """A member with what his role may do."""
    return Actor(
        kind=ActorKind.MEMBER, org_id=org_id, id=member_id, name=name, role=role,
        permissions=ROLE_PERMISSIONS[role], site_ids=site_ids, is_alongside=is_alongside,
    )  # fmt: skip


def customer_actor(*, org_id: int, order_ids: frozenset[int], verified: bool) -> Actor:
    """A customer who proved one or more orders; `verified` through the address on file."""
    return Actor(
        kind=ActorKind.CUSTOMER, org_id=org_id, id=min(order_ids), order_ids=order_ids, verified=verified,
        permissions=CUSTOMER_VERIFIED_PERMISSIONS if verified else CUSTOMER_PERMISSIONS,
    )  # fmt: skip


def key_actor(*, org_id: int, key_id: int, permissions: frozenset[Permission], brand_id: int | None) -> Actor:
    """A program that showed a key: its scopes, never more than a key may have. It has no name of its own."""
    return Actor(
        kind=ActorKind.API, org_id=org_id, id=key_id, permissions=permissions & KEY_PERMISSIONS,
        brand_id=brand_id,
    )  # fmt: skip


def visitor_actor(org_id: int) -> Actor:
    """Somebody who reads the demo's own story without signing in: he sees, he changes nothing."""
    return Actor(kind=ActorKind.VISITOR, org_id=org_id, permissions=VISITOR_PERMISSIONS)


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed unless `actor` holds `permission`."""
    if permission not in actor.permissions:
        raise NotAllowed(permission=permission.value)
