"""Replaying real sales and returns through the operations that portal and dock use."""
