"""Whether a mail server takes us: connect, encrypt, sign in, leave. No mail is sent."""

import smtplib
import ssl

from savoir.connectors.mail.smtp import SmtpChannel, SmtpSettings
from savoir.kernel.values.saying import say


def probe(settings: SmtpSettings) -> str:
    """ "" when the server takes us; else one sentence with the way out, without any password."""
    place = f"{settings.host}:{settings.port_reached}"
    try:
        SmtpChannel(settings).say_hello()
    except smtplib.SMTPAuthenticationError:
        return say(
            "{place} refuses the name or password: check SAVOIR_SMTP_URL with your mail provider.",
            place=place,
        )
    except smtplib.SMTPNotSupportedError:
        return say(
            "{place} offers no STARTTLS: use smtps:// and port 465 if it has it, or another server.",
            place=place,
        )
    except ssl.SSLCertVerificationError:
        return say(
            "The certificate of {place} is not the one of its name: check the server's name.", place=place
        )
    except (smtplib.SMTPException, OSError) as fault:
        why = type(fault).__name__
        return say(
            "{place} can't be reached ({why}): check name, port, and the firewall.", place=place, why=why
        )
    return ""
