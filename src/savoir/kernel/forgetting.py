"""Letting go of what the kernel keeps for the rooms above, when a person's data are erased.

The rooms say which rows are his; none of these deeds decides whether they may go.
"""

from collections.abc import Collection
from typing import Final

from django.db import IntegrityError, connection, transaction

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import current_organization

# Whole values of the JSON only: a short number inside another one is somebody else's.
_ANSWERS: Final = """UPDATE kernel_idempotencyrecord SET answer = jsonb_set(answer, '{body}', '"{}"')
WHERE org_id = %s AND answer ? 'body' AND EXISTS (
    SELECT 1 FROM unnest(%s::text[]) AS w(word) WHERE position(w.word in answer->>'body') > 0)"""
_LETTERS: Final = """UPDATE kernel_webhookinbox SET body = convert_to('{}', 'UTF8')
WHERE org_id = %s AND (subject = ANY(%s::text[]) OR EXISTS (
    SELECT 1 FROM unnest(%s::text[]) AS w(word) WHERE position(convert_to(w.word, 'UTF8') in body) > 0))"""


def forget_files(*, actor: Actor, file_ids: Collection[int]) -> int:
    """Let files go that no row names any more; return how many went.

    The same photo sent by somebody else is one file and stays his. The bytes go with the nightly sweep
    (`kernel.files.sweep_unclaimed`): somebody may be sending the same bytes at this moment.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    return sum(_forget_file(file_id) for file_id in sorted(set(file_ids)))


def _forget_file(file_id: int) -> int:
    try:
        with transaction.atomic():
            return FileObject.objects.filter(org_id=current_organization(), id=file_id).delete()[0]
    except IntegrityError:  # a row of another case names it
        return 0


def forget_answers(*, actor: Actor, words: Collection[str]) -> int:
    """Empty the stored answers of the API that hold one of these values; return how many.

    The key stays used: the same request sent again does nothing twice, and is answered `{}`.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [current_organization(), _quoted(words)])
        return int(cursor.rowcount)


def forget_letters(*, actor: Actor, subjects: Collection[str], words: Collection[str]) -> int:
    """Empty the letters of outside systems that speak of these subjects, or hold one of these values.

    That they came stays; what they were about is always looked up at the sender. Return how many.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS, [
            current_organization(), [subject for subject in subjects if subject], _quoted(words),
        ])  # fmt: skip
        return int(cursor.rowcount)


def _quoted(words: Collection[str]) -> list[str]:
    return [f'"{word}"' for word in words if word]
