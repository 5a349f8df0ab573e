"""The dock: a scanner, a keyboard, and what to do next."""
