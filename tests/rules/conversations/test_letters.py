"""What customers read, step by step, in both languages."""

import re
from datetime import date

import pytest
from tests.conversations.letters import ANSWER_BY, LINKS, WORDS, about, letter

from savoir.conversations.rules import as_text
from savoir.conversations.states import Step
from savoir.kernel.values.palette import contrast

N = "\u00a0"
STEPS = [(step, language) for step in Step for language in ("fr", "en")]


@pytest.mark.parametrize(("step", "language"), STEPS)
def test_every_message_has_reference_one_action_human_contact_rights_and_signature(step, language):
    made = letter(step, language)
    text = as_text(made)

    assert made.reference == "SAV-7K2QX4"
    assert text.count(LINKS.action) == 1
    for part in (
        made.title,
        "SAV-7K2QX4",
        f"03{N}53{N}01{N}42{N}17",
        LINKS.rights,
        "Maison Lenoir SAS",
        LINKS.case,
    ):
        assert part in text
    assert {"fr": "Vos droits", "en": "Your rights"}[language] in text


@pytest.mark.parametrize(
    ("step", "french", "english"),
    [
        (
            Step.ACKNOWLEDGEMENT,
            f"avant jeudi{N}26{N}novembre, 18{N}h",
            f"before Thursday{N}26{N}November, 18:00",
        ),
        (
            Step.INFORMATION_NEEDED,
            f"jusqu’au lundi{N}30{N}novembre inclus",
            f"until the end of Monday{N}30{N}November",
        ),
        (
            Step.REMINDER,
            f"jusqu’au lundi{N}30{N}novembre inclus",
            f"until the end of Monday{N}30{N}November",
        ),
        (Step.DECISION, f"au plus tard lundi{N}7{N}décembre", f"by the end of Monday{N}7{N}December"),
        (Step.RECEIVED, f"avant jeudi{N}26{N}novembre, 18{N}h", f"before Thursday{N}26{N}November, 18:00"),
        (Step.REFUNDED, f"au plus tard lundi{N}30{N}novembre", f"by the end of Monday{N}30{N}November"),
        (Step.DELAY, f"avant jeudi{N}26{N}novembre, 18{N}h", f"before Thursday{N}26{N}November, 18:00"),
        (Step.ACCESS_LINK, f"avant jeudi{N}26{N}novembre, 18{N}h", f"before Thursday{N}26{N}November, 18:00"),
    ],
)
def test_the_next_date_names_its_last_moment(step, french, english):
    assert letter(step).promise == french
    assert letter(step, "en").promise == english
    assert all(made.promise_label for made in (letter(step), letter(step, "en")))


@pytest.mark.parametrize(
    ("step", "french", "english"),
    [
        (Step.ACKNOWLEDGEMENT, "Nous avons bien reçu votre demande SAV-7K2QX4",
         "We have received your request SAV-7K2QX4"),
        (Step.INFORMATION_NEEDED, "Il nous manque une photo", "We are missing a photo"),
        (Step.DECISION, f"Votre remboursement de 59,00{N}€ est accepté", "Your refund of €59.00 is agreed"),
        (Step.REFUSAL, "Notre réponse à votre demande SAV-7K2QX4", "Our answer to your request SAV-7K2QX4"),
        (Step.RECEIVED, "Votre colis est arrivé", "Your parcel has arrived"),
        (Step.REFUNDED, f"89,00{N}€ remboursés", "€89.00 refunded"),
        (Step.DELAY, "Nous avons du retard sur votre dossier SAV-7K2QX4",
         "We are late with your case SAV-7K2QX4"),
        (Step.CLOSING, f"Tout va bien avec votre achat{N}?", "Is all well with your purchase?"),
        (Step.ACCESS_LINK, "Votre lien d’accès", "Your access link"),
        (Step.FREE_TEXT, "Votre dossier SAV-7K2QX4", "Your case SAV-7K2QX4"),
    ],
)  # fmt: skip
def test_subjects_say_what_happened(step, french, english):
    assert letter(step).subject == french
    assert letter(step, "en").subject == english


def test_a_refund_says_amount_means_dates_return_and_law():
    text = as_text(letter(Step.DECISION))

    assert f"nous vous remboursons 59,00{N}€ pour «{N}Robe en lin{N}»" in text
    assert f"votre carte se terminant par{N}4821" in text
    assert f"Renvoyez-nous l’article jusqu’au mardi{N}8{N}décembre inclus\nC’est gratuit." in text
    assert "Retour RA-30522" in text
    assert "Code de la consommation, articles L221-18 et L221-24." in text
    assert f"✓ Remboursement accepté (mardi{N}24{N}novembre, 15{N}h{N}04)" in text
    assert f"3 Votre remboursement part (au plus tard lundi{N}7{N}décembre)\n4 Nous le contrôlons" in text


def test_money_that_waits_for_the_control_comes_after_it():
    path = [step.title for step in letter(Step.DECISION, trigger="inspection").path]
    assert path == [
        "Remboursement accepté", "Vous rendez l’article", "Nous le contrôlons", "Votre remboursement part",
    ]  # fmt: skip


def test_a_refund_in_english_says_the_same():
    text = as_text(letter(Step.DECISION, "en"))

    assert "we refund you €59.00 for “Robe en lin”" in text
    assert f"your card ending in{N}4821" in text
    assert f"Send the item back until the end of Tuesday{N}8{N}December\nIt is free." in text
    assert "French Consumer Code, articles L221-18 and L221-24." in text


def test_without_a_date_the_letter_says_what_starts_the_clock_and_promises_none():
    made = letter(Step.DECISION, promised_on=None)

    assert (made.promise_label, made.promise) == ("", "")
    assert made.paragraphs[1].endswith("Elle part dès que vous nous montrez la preuve d’envoi.")
    assert [step.when for step in made.path if step.title == "Votre remboursement part"] == [
        "dès la preuve d’envoi"
    ]


@pytest.mark.parametrize(
    ("remedy", "title", "core"),
    [
        ("exchange", "Votre échange est accepté", "nous échangeons"),
        ("replacement", "Votre remplacement est accepté", "par un article neuf"),
        ("repair", "Votre réparation est acceptée", "nous réparons"),
        ("returnless_refund", f"Votre remboursement de 59,00{N}€ est accepté", "vous gardez"),
        ("store_credit", f"Votre avoir de 59,00{N}€ est accepté", "un avoir de"),
        ("price_reduction", f"Votre réduction de 59,00{N}€ est acceptée", "vous gardez"),
        ("assistance", "Nous avons une réponse pour vous", "Notre réponse est dans votre dossier"),
    ],
)
def test_every_remedy_has_its_own_words(remedy, title, core):
    made = letter(Step.DECISION, remedy=remedy, ra_number=None)

    assert made.title == title
    assert core in made.paragraphs[1]
    assert "gratuit" not in as_text(made)  # nothing to send back, so nothing about sending back
    assert made.code is None


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        ({}, "Comme vous l’avez choisi, nous échangeons", "As you chose, we exchange"),
        ({"chosen_by": "customer", "agent_name": "Léa Bertin"}, "Comme vous l’avez choisi,", "As you chose,"),
        ({"chosen_by": "told"}, "Comme vous nous l’avez demandé,", "As you asked us,"),
        ({"chosen_by": "agent", "agent_name": "Léa Bertin"}, f"Léa Bertin a étudié votre demande et a retenu "
         f"cette solution{N}: nous échangeons", "Léa Bertin looked into your request"),
        ({"chosen_by": "agent"}, "Une personne de notre équipe a étudié", "A person of our team looked into"),
    ],
)  # fmt: skip
def test_a_decision_says_who_chose(words, french, english):
    made = letter(Step.DECISION, remedy="exchange", **words)

    assert made.paragraphs[1].startswith(french)
    assert letter(Step.DECISION, "en", remedy="exchange", **words).paragraphs[1].startswith(english)
    may_decline = any(note.heading.startswith("Vous préférez une autre solution") for note in made.notes)
    assert may_decline is (words.get("chosen_by") == "agent")


def test_the_day_of_the_money_says_what_it_hangs_on():
    made = letter(Step.DECISION, if_posted_by=date(2026, 11, 27))
    assert f"si vous déposez le colis au plus tard vendredi{N}27{N}novembre." in made.paragraphs[1]
    assert "vaut si" not in as_text(letter(Step.DECISION))


def test_a_question_says_what_happens_without_a_reply():
    text = as_text(letter(Step.INFORMATION_NEEDED))
    assert "vous répond avant jeudi" in text
    assert "Rien n’est refusé d’office" in text
    reminder = letter(Step.REMINDER)
    assert reminder.subject == f"Petit rappel{N}: il nous manque une photo"
    assert "Le voyant est-il rouge" in as_text(reminder)


def test_who_pays_the_return_is_said_before_the_parcel_leaves():
    assert "Le port est à votre charge" in as_text(letter(Step.DECISION, customer_pays_return=True))


def test_a_store_return_shows_its_code_on_the_phone():
    made = letter(Step.DECISION, return_method="store")

    assert made.notes[0].heading.startswith("Rapportez l’article en magasin jusqu’au")
    assert made.code.text == "Montrez ce code sur votre téléphone."


def test_a_refusal_gives_the_solution_first_then_reason_appeal_and_mediator():
    text = as_text(letter(Step.REFUSAL))
    order = [text.index(part) for part in (
        "Nous pouvons réparer la couture.", "La robe a été portée et lavée.", "Change d’avis, ligne 4",
        "Répondez à ce message et dites-nous pourquoi", "Médiation Exemple, mediation.example", "L221-23",
    )]  # fmt: skip

    assert order == sorted(order)


def test_a_refusal_without_a_mediator_names_none():
    assert "médiateur" not in as_text(letter(Step.REFUSAL, context=about(brand={"mediator_name": ""})))


def test_money_back_names_the_means_it_went_to():
    assert "votre compte PayPal" in as_text(letter(Step.REFUNDED, tender="paypal", means_last4=None))
    assert "le moyen de paiement de votre achat" in as_text(
        letter(Step.REFUNDED, tender="barter", means_last4=None)
    )


def test_a_delay_says_the_day_we_had_promised():
    assert "Nous vous devions une réponse aujourd’hui" in as_text(letter(Step.DELAY))
    late = letter(Step.DELAY, due_at=ANSWER_BY.replace(day=20))
    assert f"Nous vous devions une réponse le vendredi{N}20{N}novembre" in as_text(late)


def test_a_year_that_differs_is_said():
    assert f"lundi{N}4{N}janvier{N}2027" in as_text(letter(Step.CLOSING))


def test_an_agent_s_own_words_take_the_place_of_the_core_and_nothing_else():
    usual = letter(Step.DECISION)
    own = letter(Step.DECISION, agent_text="Nous faisons un geste.\n\nBelle journée.")

    assert own.paragraphs == ("Bonjour Claire Martin,", "Nous faisons un geste.", "Belle journée.")
    assert (own.subject, own.promise, own.notes, own.path) == (
        usual.subject,
        usual.promise,
        usual.notes,
        usual.path,
    )


def test_an_agent_who_greets_is_not_greeted_for():
    own = letter(Step.DECISION, agent_text="Bonjour Claire,\n\nC’est fait.")
    assert own.paragraphs == ("Bonjour Claire,", "C’est fait.")


@pytest.mark.parametrize(
    "name", ["", "https://evil.example/gagnez", "a@b.example", "x" * 81, "Claire\r\nBcc: a@b.c"]
)
def test_what_is_no_name_is_not_said_as_one(name):
    assert letter(Step.ACKNOWLEDGEMENT, context=about(customer_name=name)).paragraphs[0] == "Bonjour,"


@pytest.mark.parametrize("name", ["Éloïse d’Hérouville", "Jean-Luc O'Neil", "J. R. 2"])
def test_names_keep_their_signs(name):
    assert letter(Step.ACKNOWLEDGEMENT, context=about(customer_name=name)).paragraphs[0] == f"Bonjour {name},"


def test_a_product_name_never_becomes_a_second_header():
    made = letter(Step.ACKNOWLEDGEMENT, context=about(reference="SAV-1\r\nBcc: all@evil.example"))
    assert "\n" not in made.subject
    assert "\r" not in made.subject


def test_a_brand_without_phone_or_an_agent_with_a_name():
    assert letter(Step.ACKNOWLEDGEMENT, context=about(brand={"phone": ""})).contact == (
        "Répondez à ce message, une personne vous lit."
    )
    assert letter(Step.FREE_TEXT).contact.endswith(f"du lundi au samedi, 9{N}h à 19{N}h.")
    assert letter(Step.FREE_TEXT).contact.startswith("Répondez à ce message, Léa Bertin vous lit.")


@pytest.mark.parametrize("hue", [0, 60, 120, 243, 300])
def test_a_brand_s_color_carries_white_text(hue):
    made = letter(Step.DECISION, context=about(brand={"hue": hue}))
    assert contrast(made.brand.color, "#ffffff") >= 4.5


@pytest.mark.parametrize("step", list(Step))
def test_french_signs_never_begin_a_line_and_nobody_s_gender_is_guessed(step):
    text = as_text(letter(step, **({"guarantee_until": date(2028, 4, 16)} if step is Step.DECISION else {})))

    assert re.findall(r" [:;?!€»]", text) == []
    assert re.findall(r"« ", text) == []
    assert re.findall(r"\b(?:vous êtes|êtes-vous) \w+ée?s?\b|\(e\)|·e\b|client\b", text) == []


def test_every_step_is_told_with_words_the_tests_know():
    assert set(WORDS) == set(Step)
