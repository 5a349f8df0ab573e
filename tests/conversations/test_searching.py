"""Finding a message by a word in it: how words meet, who finds what, and that an index answers."""

from datetime import timedelta

import pytest

from savoir.cases.models import Case
from savoir.conversations import operations
from savoir.conversations.models import Message, MessageWords
from savoir.conversations.queries import messages_saying
from savoir.conversations.states import Step
from savoir.conversations.values import Mentions
from savoir.kernel.access import KEY_PERMISSIONS, Actor, key_actor
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.conversations.letters import NOW
from tests.conversations.written import open_case, tell, work
from tests.shop import Shop, make_shop


def note(shop: Shop, case: Case, text: str, *, days: int = 0) -> int:
    """A note of this case, written so many days ago."""
    with organization_block(shop.org_id):
        return operations.add_note(
            actor=shop.agent, case_reference=case.reference, text=text, now=NOW - timedelta(days=days)
        )


def letter_in(shop: Shop, case: Case, text: str) -> int:
    """What the customer of this case writes."""
    with organization_block(shop.org_id):
        return operations.receive_from_customer(
            actor=shop.customer(case.order_id or 0, verified=True), case_reference=case.reference, text=text,
            now=NOW,
        )  # fmt: skip


def saying(shop: Shop, text: str, *, actor: Actor | None = None, **more: object) -> Mentions:
    """A page of what is found."""
    with organization_block(shop.org_id):
        return messages_saying(actor=actor or shop.agent, text=text, **{"limit": 5, **more})  # type: ignore[arg-type]  # names of the page


def ids(found: Mentions) -> list[int]:
    return [mention.message.id for mention in found.found]


MEETINGS = [
    (
        "La bouilloire réparée fuit toujours.",
        ["réparée", "repare", "RÉPARÉ", "reparees", "bouilloires", "fuit bouilloire"],
    ),
    ("L’élève a reçu deux vestes cassées", ["eleve", "élèves", "cassé", "l'élève", "recu veste"]),
    ("la vitre est cassee", ["cassé", "cassées", "CASSEE"]),
    ("Un œuf, des chevaux, le cœur", ["oeuf", "œufs", "coeur", "des œufs"]),
    ("Référence AB-1234, voir sav@lenoir.example", ["AB-1234", "1234", "ab 1234", "sav@lenoir.example"]),
    ("the kettles are leaking", ["kettle", "leaking", "kettles"]),
    ("le pare‑feu c'est-à-dire l'extincteur", ["pare-feu", "extincteur", "pare feu"]),
]


@pytest.mark.parametrize(("said", "asked"), [(said, one) for said, more in MEETINGS for one in more])
def test_a_message_is_found_by(shop: Shop, said: str, asked: str) -> None:
    message_id = note(shop, open_case(shop), said)
    found = saying(shop, asked)
    assert ids(found) == [message_id]
    assert any(part.is_hit for part in found.found[0].excerpt)


def test_letters_are_found_in_the_language_they_were_written_in(shop: Shop) -> None:
    english = open_case(shop, reference="SAV-ENGL42", language="en")
    wanted = letter_in(shop, english, "My refunded purchases were broken by the carrier")
    assert ids(saying(shop, "break the purchase refund")) == []
    assert ids(saying(shop, "refunds of purchase")) == [wanted]


def test_every_word_must_be_there(shop: Shop) -> None:
    case = open_case(shop)
    both, _ = note(shop, case, "fuite du réservoir"), note(shop, case, "fuite seule")
    assert ids(saying(shop, "réservoir fuite")) == [both]


@pytest.mark.parametrize(
    "asked", ["", " ", "x", "à", "le", "et la", "l'", "de la", "%", "'", "\\", "x y", "'':*"]
)
def test_what_cannot_be_looked_for_says_so(shop: Shop, asked: str) -> None:
    note(shop, open_case(shop), "le et la de x y")
    found = saying(shop, asked)
    assert (found.found, found.is_too_common) == ((), True)


@pytest.mark.parametrize("asked", ["zyzzyva", "12345", "a" * 120, "zz!|&()<->", "aa'bb\\cc\\'dd:*"])
def test_a_word_nobody_wrote_is_not_too_common(shop: Shop, asked: str) -> None:
    note(shop, open_case(shop), "tout autre chose")
    assert saying(shop, asked) == Mentions()


STRANGE = [
    "a\u0301" * 400,
    "x" * 5000,
    "½" * 150 + " ''\\' ʼʼ \u0301 \u0301\u0302 ﷺ",
    "http://a.example/l’eau''",
    "\t\n ok",
]


@pytest.mark.parametrize("text", STRANGE)
def test_no_text_is_refused_for_its_words(shop: Shop, text: str) -> None:
    message_id = note(shop, open_case(shop), f"bouilloire {text} fuit")
    assert ids(saying(shop, "bouilloire")) == [message_id]


def test_words_follow_the_text(shop: Shop, channel: object) -> None:
    case = open_case(shop)
    told = tell(shop, case, Step.REFUNDED)
    with organization_block(shop.org_id):
        assert not MessageWords.objects.filter(id=told).exists(), "the letter is made when it leaves"
    work()
    assert ids(saying(shop, "remboursement")) == [told]
    with organization_block(shop.org_id):
        Message.objects.filter(id=told).update(subject="", body_text="effacé")
    assert ids(saying(shop, "remboursement")) == []
    with organization_block(shop.org_id):
        Message.objects.filter(id=told).delete()
        assert not MessageWords.objects.exists()


def test_messages_of_closed_cases_are_found(shop: Shop) -> None:
    case = open_case(shop)
    message_id = note(shop, case, "réservoir")
    with organization_block(shop.org_id):
        Case.objects.filter(id=case.id).update(state="closed")
    assert ids(saying(shop, "reservoir")) == [message_id]


def test_pages_follow_each_other_newest_first_over_weeks(shop: Shop) -> None:
    case = open_case(shop)
    days = [0, 0, 3, 6, 7, 8, 40, 41, 400, 4000]
    made = [note(shop, case, f"bouilloire {day}", days=day) for day in days]
    note(shop, case, "autre chose", days=9)
    wanted = [one for _, one in sorted(zip(days, made, strict=True), key=lambda pair: (pair[0], -pair[1]))]
    read, after, pages = [], None, 0
    while True:
        page = saying(shop, "bouilloire", limit=3, after=after)
        read, after, pages = read + ids(page), page.after, pages + 1
        if after is None:
            break
    assert (read, pages) == (wanted, 4)


def test_another_house_finds_nothing(shop: Shop) -> None:
    theirs = make_shop("autre")
    ours, hidden = note(shop, open_case(shop), "bouilloire"), note(theirs, open_case(theirs), "bouilloire")
    assert (ids(saying(shop, "bouilloire")), ids(saying(theirs, "bouilloire"))) == ([ours], [hidden])
    with organization_block(theirs.org_id):
        assert not MessageWords.objects.filter(id=ours).exists()


def test_a_customer_finds_what_was_meant_for_him_on_his_orders(shop: Shop) -> None:
    mine, other = open_case(shop), open_case(shop, reference="SAV-OTHER2")
    letter = letter_in(shop, mine, "bouilloire")
    note(shop, mine, "bouilloire"), letter_in(shop, other, "bouilloire")
    me = shop.customer(mine.order_id or 0, verified=True)
    assert ids(saying(shop, "bouilloire", actor=me)) == [letter]
    with pytest.raises(NotAllowed):
        saying(shop, "bouilloire", actor=shop.customer(mine.order_id or 0))


def test_a_key_of_one_brand_finds_that_brand_alone_and_its_pages_are_full(shop: Shop) -> None:
    first, second = open_case(shop), open_case(shop, reference="SAV-OTHER2")
    with organization_block(shop.org_id):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.pk, brand.slug = None, f"{brand.slug}-2"
        brand.save()
        Case.objects.filter(id=second.id).update(brand_id=brand.id)
    made = [note(shop, (first, second)[n % 2], "bouilloire", days=n) for n in range(6)]
    narrow = key_actor(org_id=shop.org_id, key_id=1, permissions=KEY_PERMISSIONS, brand_id=brand.id)
    page = saying(shop, "bouilloire", actor=narrow, limit=2)
    assert (ids(page), ids(saying(shop, "bouilloire", actor=narrow, limit=2, after=page.after))) == (
        [made[1], made[3]], [made[5]],
    )  # fmt: skip
    assert len(ids(saying(shop, "bouilloire", limit=9))) == 6
