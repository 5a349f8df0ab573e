"""The entrance: signing in and out, links, sessions, languages."""
