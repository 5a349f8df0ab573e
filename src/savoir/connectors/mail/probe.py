"""Whether a mail server takes us: connect, encrypt, sign in, leave. No mail is sent."""

import smtplib
import ssl

from savoir.connectors.mail.smtp import SmtpChannel, SmtpSettings


def probe(settings: SmtpSettings) -> str:
    """ "" when the server takes us; else one sentence with the way out, without any password."""
    place = f"{settings.host}:{settings.port_reached}"
    try:
        SmtpChannel(settings).say_hello()
    except smtplib.SMTPAuthenticationError:
        return f"{place} refuses the name or password: check SAVOIR_SMTP_URL with your mail provider."
    except smtplib.SMTPNotSupportedError:
        return f"{place} offers no STARTTLS: use smtps:// and port 465 if it has it, or another server."
    except ssl.SSLCertVerificationError:
        return f"The certificate of {place} is not the one of its name: check the server's name."
    except (smtplib.SMTPException, OSError) as fault:
        return f"{place} can't be reached ({type(fault).__name__}): check name, port, and the firewall."
    return ""
