"""What a person shows besides his password: codes of an application (RFC 6238) and codes on paper.

Before any block or inside one: a person is in no organization. Passkeys stand in `passkeys.py`.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
from django.db import connection, transaction
from pyotp.exceptions import OTPVerificationError

from savoir.kernel.errors import Invalid, NotFound
from savoir.kernel.sealing import seal, unseal
from savoir.kernel.throttle import count_try, tries
from savoir.organizations.models import RecoveryCode, SecondFactor, User
from savoir.organizations.operations.noting import Change, note_change
from savoir.organizations.operations.sessions import TooManyTries, check_password
from savoir.organizations.queries import key_digest
from savoir.organizations.values import CodesToAdd

CODE_WINDOW, CODE_TRIES = timedelta(minutes=15), 5
SEED_LASTS: Final = timedelta(hours=1)  # an application that was never tried
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # 31 signs nobody confuses: 10 of them are 49 bits
_ISSUER: Final = "Savoir"


class WrongCode(Invalid):
    """No application shows this code now, no paper holds it, or it was used already."""


def begin_codes(*, user_id: int, now: datetime) -> None:
    """Make a seed for an application; it counts after `confirm_codes`, and is forgotten after an hour.

    A seed that waits is kept, so that who asks twice sees what he scanned. Raises NotFound, also for somebody
    whose application is confirmed.
    """
    has_codes = SecondFactor.objects.filter(
        user_id=user_id, kind=SecondFactor.Kind.CODES, confirmed_at__isnull=False
    )
    if has_codes.exists() or not User.objects.filter(id=user_id, is_active=True).exists():
        raise NotFound("person")
    if codes_to_confirm(user_id=user_id, now=now) is None:
        SecondFactor.objects.filter(user_id=user_id, kind=SecondFactor.Kind.CODES).delete()
        SecondFactor.objects.create(
            user_id=user_id, kind=SecondFactor.Kind.CODES, sealed=seal({"seed": pyotp.random_base32()}),
            created_at=now,
        )  # fmt: skip


def codes_to_confirm(*, user_id: int, now: datetime) -> CodesToAdd | None:
    """The seed that waits for its first code, None when none does."""
    row = SecondFactor.objects.filter(
        user_id=user_id, kind=SecondFactor.Kind.CODES, confirmed_at=None, created_at__gt=now - SEED_LASTS
    ).select_related("user").first()  # fmt: skip
    if row is None:
        return None
    seed = str(unseal(bytes(row.sealed))["seed"])
    address = pyotp.TOTP(seed).provisioning_uri(name=row.user.email, issuer_name=_ISSUER)
    return CodesToAdd(seed=seed, address=address)


def confirm_codes(*, user_id: int, code: str, now: datetime) -> tuple[str, ...]:
    """The application shows the right code: from now on it is asked for. Returns fresh recovery codes.

    Raises NotFound when nothing waits to be confirmed, WrongCode.
    """
    waiting = SecondFactor.objects.filter(user_id=user_id, kind=SecondFactor.Kind.CODES, confirmed_at=None)
    row = waiting.filter(created_at__gt=now - SEED_LASTS).first()
    if row is None:
        raise NotFound("factor")
    if not _is_shown(row, code, now):
        raise WrongCode("code", code="wrong")
    SecondFactor.objects.filter(id=row.id).update(confirmed_at=now)
    note_change(user_id=user_id, change=Change.CODES_ADDED, now=now)
    return fresh_recovery_codes(user_id=user_id)


def check_code(*, user_id: int, code: str, now: datetime) -> None:
    """Pass with a code of the application or one on paper; each works once, five wrong ones rest the door.

    Raises WrongCode, TooManyTries (15 minutes).
    """
    if not _counted(user_id, code, now):
        raise WrongCode("code", code="wrong")


def _counted(user_id: int, code: str, now: datetime) -> bool:
    key = f"second factor {user_id}"
    with transaction.atomic():
        with connection.cursor() as cursor:  # one try at a time: a hundred at once count as a hundred
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        rests = tries(key=key, window=CODE_WINDOW, now=now) >= CODE_TRIES
        is_right = not rests and _passes(user_id, code, now)
        if not rests and not is_right:
            count_try(key=key, window=CODE_WINDOW, now=now)
    if rests:
        raise TooManyTries("code", minutes=15)
    return is_right


def _passes(user_id: int, code: str, now: datetime) -> bool:
    rows = SecondFactor.objects.filter(user_id=user_id, kind=SecondFactor.Kind.CODES)
    row = rows.filter(confirmed_at__isnull=False).first()
    return (row is not None and _is_shown(row, code, now)) or _is_on_paper(user_id, code, now)


def _is_shown(row: SecondFactor, code: str, now: datetime) -> bool:
    """Whether the application shows it now, half a minute before or after, and never did in use."""
    typed = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    totp = pyotp.TOTP(str(unseal(bytes(row.sealed))["seed"]))
    try:
        step = totp.verify_and_get_timecode(typed, for_time=now, valid_window=1)
    except OTPVerificationError:
        return False
    newer = SecondFactor.objects.filter(id=row.id, last_step__lt=step)
    return bool(newer.update(last_step=step, used_at=now))


def _is_on_paper(user_id: int, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user_id=user_id, digest=_digest(user_id, code), used_at=None)
    return bool(unused.update(used_at=now))


def fresh_recovery_codes(*, user_id: int) -> tuple[str, ...]:
    """Ten new codes for the day the telephone is lost, shown this once; the former ones are dead."""
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user_id=user_id, digest=_digest(user_id, code)) for code in codes]
    )
    return codes


def renew_recovery_codes(*, user_id: int, password: str, address: str, now: datetime) -> tuple[str, ...]:
    """Fresh codes on paper for who gives his password again.

    Raises WrongCredentials, TooManyTries, NotFound for somebody without a second factor.
    """
    confirm_person(user_id=user_id, password=password, address=address, now=now)
    if not SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists():
        raise NotFound("factor")
    note_change(user_id=user_id, change=Change.RECOVERY_RENEWED, now=now)
    return fresh_recovery_codes(user_id=user_id)


def remove_factor(*, user_id: int, factor_id: int, password: str, address: str, now: datetime) -> None:
    """Take away one of one's own, with the password again; with the last one the codes on paper go too.

    Raises WrongCredentials, TooManyTries, NotFound.
    """
    confirm_person(user_id=user_id, password=password, address=address, now=now)
    gone, _ = SecondFactor.objects.filter(user_id=user_id, id=factor_id).delete()
    if not gone:
        raise NotFound("factor")
    if not SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists():
        RecoveryCode.objects.filter(user_id=user_id).delete()
    note_change(user_id=user_id, change=Change.REMOVED, now=now)


def confirm_person(*, user_id: int, password: str, address: str, now: datetime) -> None:
    """Whoever signed in gives his password once more. Raises WrongCredentials, TooManyTries."""
    email = User.objects.values_list("email", flat=True).get(id=user_id)
    check_password(email=email, password=password, address=address, now=now)


def _new_code() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def _digest(user_id: int, code: str) -> str:
    bare = "".join(sign for sign in code.lower() if sign in _ALPHABET)
    return key_digest(f"recovery {user_id} {bare}")
