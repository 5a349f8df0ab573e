"""How a message leaves: SMTP, a folder for the demo, or nowhere."""
