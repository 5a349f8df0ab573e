"""Stripe as a refund rail, by its official SDK."""
