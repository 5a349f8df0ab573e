"""The demo shop, Maison Lenoir."""

from savoir.commands.demo.command import main, welcome

__all__ = ["main", "welcome"]
