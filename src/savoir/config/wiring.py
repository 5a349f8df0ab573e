"""Who answers a port, and what follows from an event. The whole nervous system on one page."""

from functools import cache

from django.conf import settings


def connect() -> None:
    """Bind ports and reactions; called once when every room is loaded."""
    _load_jobs()
    _bind_ports()
    _publish()
    _react_now()
    _keep_history()
    _follow_teams()
    _follow_erasures()
    _react_later()
    _move_clocks()


def _load_jobs() -> None:
    """Importing a room's jobs declares them."""
    from savoir.cases import jobs as _cases
    from savoir.conversations import jobs as _conversations
    from savoir.insights import jobs as _insights
    from savoir.kernel import housekeeping as _kernel
    from savoir.kernel.ledger import chain as _chain
    from savoir.logistics import jobs as _logistics
    from savoir.orders import jobs as _orders
    from savoir.organizations import jobs as _organizations
    from savoir.policies import jobs as _policies
    from savoir.resolutions import jobs as _resolutions

    assert all((_cases, _chain, _conversations, _insights, _kernel, _logistics, _orders, _organizations,
                _policies, _resolutions))  # fmt: skip


def _react_now() -> None:
    """What must be true together with the fact, in this order."""
    from savoir.cases.events import CaseMovedIn, CaseOpened, NothingToAnswer, QuestionSettled
    from savoir.config.reactions import cases, orders, resolutions
    from savoir.conversations.events import CustomerWrote
    from savoir.kernel.ledger import react_now
    from savoir.logistics.events import InspectionUndone, ItemInspected, ParcelPosted, ParcelReceived
    from savoir.orders.events import RefundsTold
    from savoir.resolutions.events import RefundFailed, RefundSettled

    react_now(CaseOpened, orders.count_case)
    react_now(CaseMovedIn, orders.count_case)
    react_now(ParcelPosted, resolutions.parcel_posted)
    react_now(ParcelReceived, resolutions.parcel_received, resolutions.goods_are_back,
              cases.look_at_partial_parcel)  # fmt: skip
    react_now(ItemInspected, resolutions.item_inspected, cases.look_at_finding)
    react_now(InspectionUndone, resolutions.inspection_undone, cases.look_no_more)
    react_now(RefundSettled, orders.count_refund)
    react_now(RefundsTold, resolutions.count_told_returns)
    react_now(RefundFailed, resolutions.count_told_returns)
    react_now(CustomerWrote, cases.customer_has_written)
    react_now(QuestionSettled, resolutions.nothing_left_to_answer)
    react_now(NothingToAnswer, resolutions.nothing_left_to_answer)


def _keep_history() -> None:
    """What a case does to a sold line is known to the next request on it from the same instant."""
    from savoir.cases.events import CaseRefused, CaseReopened, DecisionUndone
    from savoir.config.reactions import orders
    from savoir.kernel.ledger import react_now
    from savoir.resolutions.events import OfferAccepted, ReplacementCalledOff, ReplacementSent

    react_now(OfferAccepted, orders.keep_agreement)
    for told in (CaseRefused, CaseReopened, DecisionUndone, ReplacementCalledOff, ReplacementSent):
        react_now(told, orders.keep_history)


def _follow_teams() -> None:
    """The jobs that move cases are asked for in the transaction that makes, ends or resumes a team, or after
    which a colleague answers no cases any more.
    """
    from savoir.config.reactions import cases
    from savoir.kernel.ledger import react_now
    from savoir.organizations.events import MemberLeft, MemberRoleChanged, TeamEnded, TeamMade, TeamResumed

    react_now(MemberLeft, cases.colleague_leaves)
    react_now(MemberRoleChanged, cases.colleague_leaves)
    react_now(TeamEnded, cases.team_leaves)
    react_now(TeamMade, cases.team_is_there)
    react_now(TeamResumed, cases.team_is_there)


def _follow_erasures() -> None:
    """The job that writes the past anew is asked for in the transaction that erases."""
    from savoir.config.reactions import insights
    from savoir.kernel.ledger import react_now
    from savoir.orders.events import CustomerErased

    react_now(CustomerErased, insights.write_anew)


def _react_later() -> None:
    """What follows, in order, at least once, by the delivery job of the case's stream."""
    from savoir.cases.events import CaseClosed, CaseOpened, CaseRefused, CustomerReminded, PromiseBroken
    from savoir.config.reactions import cases, conversations, orders, organizations
    from savoir.kernel.ledger import held_first, react_later
    from savoir.kernel.outbox.events import EndpointDisabled
    from savoir.logistics.events import ParcelReceived
    from savoir.orders.events import SalesImported
    from savoir.organizations.events import DeclarationEnded, FactDeclared
    from savoir.resolutions.events import GesturePaid, OfferAccepted, RefundFailed, RefundSettled

    held_first("case", cases.hold)
    react_later(CaseOpened, conversations.acknowledge)
    react_later(OfferAccepted, conversations.tell_decision)
    react_later(CaseRefused, conversations.tell_refusal)
    react_later(ParcelReceived, conversations.tell_received)
    react_later(RefundSettled, conversations.tell_refund)
    react_later(GesturePaid, conversations.tell_gesture)
    react_later(RefundFailed, cases.look_at_failed_refund)
    react_later(PromiseBroken, conversations.tell_delay)
    react_later(CustomerReminded, conversations.remind)
    react_later(CaseClosed, conversations.tell_closing)
    react_later(EndpointDisabled, organizations.warn_of_webhook)
    react_later(FactDeclared, orders.count_declared_arrivals, cases.measure_decidability)
    react_later(DeclarationEnded, cases.measure_decidability)
    react_later(SalesImported, cases.measure_decidability)


def _move_clocks() -> None:
    """What starts, moves or ends a day of the law, and what a given answer ends; after all else that follows
    from the fact.
    """
    from savoir.cases.events import CaseEnded, CaseOpened, CaseRefused, CaseReopened, DecisionUndone
    from savoir.config.reactions import resolutions
    from savoir.kernel.ledger import react_later
    from savoir.logistics.events import ParcelPosted, ParcelReceived
    from savoir.resolutions.events import OfferAccepted, RefundReduced, RefundSettled, ReplacementSent

    react_later(CaseOpened, resolutions.start_clocks)
    for moved in (CaseRefused, CaseReopened, CaseEnded, DecisionUndone, OfferAccepted, ParcelPosted,
                  ParcelReceived, RefundReduced, RefundSettled, ReplacementSent):  # fmt: skip
        react_later(moved, resolutions.keep_clocks)
    for answered in (OfferAccepted, CaseRefused, CaseEnded):
        react_later(answered, resolutions.end_asked_remedy)


def _publish() -> None:
    """What the outside hears: by the API and by outgoing webhooks."""
    from savoir.config.publication import PUBLISHED, SUBJECTS, RowNames
    from savoir.kernel.ports import SubjectNames, bind
    from savoir.kernel.publication import name_subjects, publish

    name_subjects(SUBJECTS)
    publish(*PUBLISHED)
    bind(SubjectNames, RowNames)


def _bind_ports() -> None:
    from savoir.commands.ports import DemoOutside
    from savoir.commands.uci.ports import PaymentStub
    from savoir.config import connections, stubs
    from savoir.config.demo_outside import demo_outside
    from savoir.config.story import story_props
    from savoir.conversations.ports import Mailbox, MailChannel
    from savoir.insights.ports import CaseHistory, ReplayEngine
    from savoir.kernel.ports import Documents, Installation, WebhookChannel, bind
    from savoir.logistics.ports import Carrier
    from savoir.organizations.ports import AccountMail
    from savoir.resolutions.ports import RefundRail
    from savoir.web.story.ports import StoryProps

    bind(Documents, cache(connections.documents))
    bind(WebhookChannel, cache(connections.webhook_channel))
    bind(MailChannel, connections.mail_channel)
    if settings.ENVIRONMENT.is_demo or not settings.ENVIRONMENT.smtp_url:
        bind(Mailbox, connections.demo_mailbox)
    if settings.ENVIRONMENT.is_demo:
        bind(StoryProps, story_props)
    bind(Carrier, connections.carrier)
    bind(CaseHistory, connections.case_history)
    bind(ReplayEngine, connections.replay_engine)
    bind(Installation, connections.installation)
    bind(RefundRail, connections.refund_rail)
    bind(AccountMail, connections.account_mail)
    bind(DemoOutside, demo_outside)
    bind(PaymentStub, stubs.payment_stub)
