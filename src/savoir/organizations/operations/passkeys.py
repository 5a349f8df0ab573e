"""Passkeys (WebAuthn level 2): a key in a telephone or a stick that only answers to our own address.

`host` is the name people see in the address bar, `origin` the same with its scheme and port. A challenge is
made here, kept by the door for five minutes and used once.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from savoir.kernel.errors import Invalid, NotFound
from savoir.kernel.sealing import seal, unseal
from savoir.organizations.models import RecoveryCode, SecondFactor, User
from savoir.organizations.operations.factors import fresh_recovery_codes
from savoir.organizations.operations.noting import Change, note_change
from savoir.organizations.queries import key_digest
from savoir.organizations.values import Ceremony

_ISSUER = "Savoir"
_MOST = 10  # passkeys of one person
_NOT_OURS = (WebAuthnException, ValueError, KeyError, TypeError)  # what a bent answer makes the library say


class PasskeyRefused(Invalid):
    """The key's answer does not belong to this question, this address or this person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question an answer has to belong to."""

    challenge: str
    host: str
    origin: str


def begin_passkey(*, user_id: int, host: str) -> Ceremony:
    """What a browser needs to make a key for somebody. Raises NotFound, PasskeyRefused for an eleventh."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound("person")
    known = _known(user_id)
    if len(known) >= _MOST:
        raise PasskeyRefused("answer", code="too_many", most=_MOST)
    options = webauthn.generate_registration_options(
        rp_id=host, rp_name=_ISSUER, user_name=user.email, user_display_name=user.full_name,
        user_id=str(user.id).encode(), exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )  # fmt: skip
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def add_passkey(*, user_id: int, answer: str, asked: Asked, label: str, now: datetime) -> tuple[str, ...]:
    """Keep the public half of a key; return recovery codes when the person has none yet, else ().

    Raises PasskeyRefused.
    """
    _is_asked(asked)
    try:
        made = webauthn.verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked.challenge),
            expected_rp_id=asked.host, expected_origin=asked.origin,
        )  # fmt: skip
    except _NOT_OURS:
        raise PasskeyRefused("answer", code="not_ours") from None
    credential = bytes_to_base64url(made.credential_id)
    digest = key_digest(f"passkey {credential}")
    if SecondFactor.objects.filter(credential_digest=digest).exists():
        raise PasskeyRefused("answer", code="known_already")
    kept = {"credential": credential, "public_key": bytes_to_base64url(made.credential_public_key)}
    SecondFactor.objects.create(
        user_id=user_id, kind=SecondFactor.Kind.PASSKEY, label=label.strip()[:80], sealed=seal(kept),
        credential_digest=digest, sign_count=made.sign_count, created_at=now, confirmed_at=now,
    )  # fmt: skip
    note_change(user_id=user_id, change=Change.PASSKEY_ADDED, now=now)
    has_paper = RecoveryCode.objects.filter(user_id=user_id, used_at=None).exists()
    return () if has_paper else fresh_recovery_codes(user_id=user_id)


def ask_passkey(*, user_id: int | None, host: str) -> Ceremony:
    """What a browser needs to let a key answer: one of somebody's keys, or (None) whichever it holds for us.

    Without a password the key must make sure who holds it (finger, face, its own code).
    """
    needs = UserVerificationRequirement.PREFERRED if user_id else UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(
        rp_id=host, allow_credentials=_known(user_id) if user_id else [], user_verification=needs
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def check_passkey(*, user_id: int | None, answer: str, asked: Asked, now: datetime) -> int:
    """Who holds the key that answered; with `user_id`, nobody but him. Raises PasskeyRefused."""
    _is_asked(asked)
    row = _row_of(answer)
    if row is None or (user_id is not None and row.user_id != user_id):
        raise PasskeyRefused("answer", code="unknown")
    kept = unseal(bytes(row.sealed))
    try:
        seen = webauthn.verify_authentication_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked.challenge),
            expected_rp_id=asked.host, expected_origin=asked.origin,
            credential_public_key=base64url_to_bytes(kept["public_key"]),
            credential_current_sign_count=row.sign_count, require_user_verification=user_id is None,
        )  # fmt: skip
    except _NOT_OURS:
        raise PasskeyRefused("answer", code="not_ours") from None
    SecondFactor.objects.filter(id=row.id).update(sign_count=seen.new_sign_count, used_at=now)
    return row.user_id


def _is_asked(asked: Asked) -> None:
    """An answer to no question, or to one that waited too long, proves nothing."""
    if not asked.challenge:
        raise PasskeyRefused("answer", code="not_ours")


def _row_of(answer: str) -> SecondFactor | None:
    try:
        given: Any = json.loads(answer)
        credential = str(given["id"])
    except _NOT_OURS:
        return None
    rows = SecondFactor.objects.filter(credential_digest=key_digest(f"passkey {credential}"))
    return rows.filter(user__is_active=True).first()


def _known(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    rows = SecondFactor.objects.filter(user_id=user_id, kind=SecondFactor.Kind.PASSKEY).order_by("id")
    ids = (str(unseal(bytes(row.sealed))["credential"]) for row in rows)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in ids]
