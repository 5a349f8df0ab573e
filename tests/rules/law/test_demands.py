"""Which words to a customer demand what no merchant may, and which only name it or are kind."""

import time

import pytest

from savoir.law.codes import Ban
from savoir.law.demands import demands_in


@pytest.mark.parametrize(
    ("text", "ban", "words"),
    [
        ("Renvoyez-le dans son emballage d’origine.", Ban.DEMAND_ORIGINAL_PACKAGING, "emballage d’origine"),
        ("Merci de joindre un dépôt de plainte.", Ban.DEMAND_POLICE_REPORT, "dépôt de plainte"),
        (
            "Aviez-vous écrit des réserves auprès du livreur ?",
            Ban.DEMAND_CARRIER_RESERVES,
            "réserves auprès du livreur",
        ),
        (
            "Adressez-vous directement au fabricant.",
            Ban.SEND_TO_THE_BRAND,
            "Adressez-vous directement au fabricant",
        ),
        ("Please contact the manufacturer first.", Ban.SEND_TO_THE_BRAND, "Please contact the manufacturer"),
        (
            "Nous retenons 10 € de frais de remise en stock.",
            Ban.CHARGE_A_FEE,
            "retenons 10 € de frais de remise en stock",
        ),
        ("We keep a restocking fee of 10 %.", Ban.CHARGE_A_FEE, "keep a restocking fee"),
        ("Nous remboursons uniquement en bon d’achat.", Ban.IMPOSE_A_VOUCHER, "uniquement en bon d’achat"),
        (
            "Votre remboursement part une fois le contrôle du colis fait.",
            Ban.WAIT_FOR_INSPECTION,
            "remboursement part une fois le contrôle",
        ),
        ("Le ticket de caisse est obligatoire.", Ban.DEMAND_THE_RECEIPT, "ticket de caisse"),
        ("Quel est le motif de votre rétractation ?", Ban.ASK_A_REASON, "motif de votre rétractation"),
        (
            "Une décote de 50 % s’applique aux articles ouverts.",
            Ban.FIXED_DEDUCTION,
            "décote de 50 % s’applique",
        ),
        ("L’EMBALLAGE D’ORIGINE EST EXIGÉ.", Ban.DEMAND_ORIGINAL_PACKAGING, "EMBALLAGE D’ORIGINE"),
        (
            "Il faut nous rendre l’article avec son carton d’origine.",
            Ban.DEMAND_ORIGINAL_PACKAGING,
            "carton d’origine",
        ),
        (
            "Sans l’emballage d’origine, nous refusons le retour.",
            Ban.DEMAND_ORIGINAL_PACKAGING,
            "emballage d’origine",
        ),
        (
            "Nous ne reprenons rien sans son carton d’origine.",
            Ban.DEMAND_ORIGINAL_PACKAGING,
            "carton d’origine",
        ),
        (
            "Si vous souhaitez être remboursée, renvoyez-le dans son emballage d’origine.",
            Ban.DEMAND_ORIGINAL_PACKAGING,
            "emballage d’origine",
        ),
        ("Sans dépôt de plainte, aucun remboursement.", Ban.DEMAND_POLICE_REPORT, "dépôt de plainte"),
        ("No refund without the original receipt.", Ban.DEMAND_THE_RECEIPT, "original receipt"),
        ("You must return it in the original box.", Ban.DEMAND_ORIGINAL_PACKAGING, "original box"),
        (
            "Vous devez d’abord contacter le constructeur.",
            Ban.SEND_TO_THE_BRAND,
            "devez d’abord contacter le constructeur",
        ),
        (
            "5 € de frais de dossier restent à votre charge.",
            Ban.CHARGE_A_FEE,
            "frais de dossier restent à votre charge",
        ),
        (
            "Nous vous rembourserons après inspection de l’article.",
            Ban.WAIT_FOR_INSPECTION,
            "rembourserons après inspection",
        ),
        (
            "Refunds are made after our team has inspected the item.",
            Ban.WAIT_FOR_INSPECTION,
            "Refunds are made after our team has inspected",
        ),
        ("Vous devez justifier votre rétractation.", Ban.ASK_A_REASON, "justifier votre rétractation"),
        ("A fixed deduction of 20 % applies.", Ban.FIXED_DEDUCTION, "fixed deduction of 20 % applies"),
    ],
)
def test_words_that_demand_what_no_merchant_may_are_read(text: str, ban: Ban, words: str) -> None:
    told = f"Bonjour Zoé,\n\nmerci de votre message. {text} Bien à vous"
    assert demands_in(told) == {ban: words}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vous n’avez pas besoin de l’emballage d’origine.",
        "Gardez l’emballage d’origine si vous l’avez encore, il protège bien la montre.",
        "Un avoir comme vous l’avez demandé est prêt.",
        "Nous vous remboursons uniquement en bon d’achat comme vous l’avez demandé.",
        "Le colis peut partir dans n’importe quel carton, l’emballage d’origine est facultatif.",
        "L’emballage d’origine a été abîmé pendant le transport, nous en sommes désolés.",
        "Si vous avez encore l’emballage d’origine, tant mieux ; sinon, un carton solide suffit.",
        "Nous avons retourné votre montre au fabricant pour réparation.",
        "Nous nous sommes adressés au fabricant pour vous.",
        "Nous contactons la marque aujourd’hui et revenons vers vous demain.",
        "Merci pour votre dépôt de plainte, il est bien arrivé.",
        "Nous avons bien reçu le motif de votre rétractation, merci.",
        "Les frais de dossier vous sont remboursés.",
        "Nous vous remboursons les frais de traitement que la banque a pris.",
        "Votre remboursement est parti une fois le contrôle terminé hier.",
        "Votre remboursement est parti hier, après la vérification de votre adresse.",
        "Le transporteur nous a transmis vos réserves, merci de les avoir notées auprès du livreur.",
        "Aucun ticket de caisse n’est obligatoire : votre e-mail de confirmation suffit.",
        "La décote de 10 % que vous aviez vue était une erreur, vous recevez tout.",
        "Le remboursement part dès que le colis est posté, avant tout contrôle.",
        "Nous portons plainte nous-mêmes auprès du transporteur, vous serez remboursé.",
        "Prenez soin de vous, et merci de votre patience.",
        "Nous sommes désolés, la boîte d’origine est arrivée écrasée : nous remplaçons le tout.",
        "We have contacted the manufacturer for you.",
        "The original packaging was damaged; we are sorry.",
        "Your refund left yesterday, after we checked your address.",
        "Rassurez-vous : ni l’emballage d’origine ni le ticket ne vous seront demandés.",
        "Vous pouvez aussi contacter le fabricant si vous le souhaitez, mais nous réparons ici.",
        "Nous avons supprimé les frais de dossier.",
        "Nous vous offrons les frais de dossier.",
        "Le carton d’origine est arrivé ouvert, c’est notre faute.",
        "Votre montre est chez le fabricant, elle revient mardi.",
        "Je comprends, et je vous présente nos excuses pour l’attente.",
        "Nous demandons nous-mêmes le dépôt de plainte au transporteur.",
        "Merci d’avoir gardé l’emballage d’origine.",
        "Nous vous envoyons un nouveau colis dans l’emballage d’origine.",
        "Vous pouvez utiliser n’importe quel carton à la place de l’emballage d’origine.",
        "Le fabricant nous a répondu, votre montre est réparée.",
        "Vous préférez un bon d’achat ? Nous l’avons préparé uniquement en bon d’achat à votre demande.",
        "Votre remboursement arrivera après le week-end.",
        "Nous avons retiré la décote de 10 % appliquée par erreur.",
        "Bonne nouvelle : les frais de remise en stock n’existent pas chez nous.",
        "Thank you for keeping the original packaging.",
        "We will send it to the manufacturer for you.",
        "You may keep the original packaging.",
        "Dites-nous si l’emballage d’origine était abîmé, cela nous aide à mieux emballer.",
        "Votre dépôt de plainte nous a bien été transmis par le transporteur.",
        "Vous n’avez rien à payer, aucun frais de traitement.",
        "Le transporteur doit répondre de vos réserves à la livraison, c’est à nous de le lui demander.",
        "Le motif de votre rétractation ne regarde que vous.",
        "Vous recevrez votre argent sous 14 jours, et le fabricant paiera.",
        "Nous n’exigeons plus la facture d’origine.",
        "Vous serez remboursé après le 3 décembre au plus tard.",
        "Merci de nous indiquer si vous souhaitez garder l’emballage d’origine pour un cadeau.",
    ],
)
def test_what_is_not_asked_is_no_demand(text: str) -> None:
    assert demands_in(text) == {}


@pytest.mark.parametrize(
    "word", ["sans ", "rembourse apres ", "frais de dossier ", "retournez contact ", "a "]
)
def test_the_longest_letter_is_read_at_once(word: str) -> None:
    letter = (word * 10_000)[:9_980] + "emballage d’origine"
    began = time.process_time()
    demands_in(letter)
    assert time.process_time() - began < 1
