"""A slip that exercises every part of the template: warm-up, style guide, pictures in the docs."""

from savoir.connectors.documents.shapes import ReturnSlip

SAMPLE_SLIP: ReturnSlip = {
    "language": "fr",
    "issued_on": "2026-11-24",
    "brand_name": "Maison Lenoir",
    "brand_mark": "L",
    "brand_color": "#4f46e5",
    "brand_ink": "#4338ca",
    "case_number": "SAV-4217",
    "order_number": "FR-88120",
    "ra_number": "RA-30522",
    "qr_text": "https://retours.maison-lenoir.example/r/RA-30522",
    "send_until": "mardi 8\u00a0décembre\u00a02026",
    "cost_sentence": "Retour gratuit.",
    "destination": [
        "Maison Lenoir, Retours",
        "Entrepôt de Lesquin, quai\u00a04",
        "12\u00a0rue du Grand-But",
        "59810 Lesquin",
    ],
    "decided": [
        {"label": "Solution", "value": "Échange à neuf"},
        {"label": "Motif", "value": "En panne, ne charge plus"},
        {"label": "Accord", "value": "mardi 24\u00a0novembre, 15\u00a0h\u00a004"},
        {"label": "Appareil neuf", "value": "avant vendredi 27\u00a0novembre"},
    ],
    "lines": [
        {
            "name": "Aspirateur balai X30",
            "note": "Avec son chargeur. Gardez les brosses et le support.",
            "reference": "3120884",
            "serial": "7F-20931",
            "quantity": 1,
        }
    ],
    "notice": {
        "title": "Batterie lithium-ion dans l’appareil",
        "text": "(UN\u00a03481, 59\u00a0Wh), déclarée sans choc, ni gonflement. Laissez-la en place. "
        "Si elle chauffe ou fuit, n’envoyez rien et appelez-nous.",
    },
    "phone_sentence": "Une question\u00a0: 03\u00a053\u00a001\u00a042\u00a017, "
    "lundi au samedi, 9\u00a0h à 19\u00a0h",
}
