"""The mail of the stories."""

from datetime import UTC, datetime

from savoir.conversations.ports import MailPart, OutgoingMail

NOW = datetime(2026, 11, 24, 14, 4, tzinfo=UTC)
QR = MailPart("qr.png", "image/png", b"\x89PNG-qr", content_id="qr@savoir")
SLIP = MailPart("Bon de retour – RA-30522.pdf", "application/pdf", b"%PDF-slip")
MAIL = OutgoingMail(
    message_id="<SAV-4217.1@retours.example>",
    sender_name="Maison Lenoir, après-vente",
    sender_address="retours@maison-lenoir.example",
    reply_to="retours+r.8f3k2@maison-lenoir.example",
    to="camille@client.example",
    subject="Votre retour est accordé\u00a0: voici la suite, étape par étape, "
    "jusqu’au remboursement de 25,90\u00a0€",
    text="Bonjour,\n\nÀ déposer avant le 8\u00a0décembre.\n.\nUne ligne d’un point seul.\n",
    html='<p>Bonjour,</p><p>À déposer avant le 8\u00a0décembre.</p><img src="cid:qr@savoir" alt="QR">',
    language="fr",
    parts=(QR, SLIP),
)
