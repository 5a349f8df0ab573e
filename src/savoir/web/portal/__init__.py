"""The customer's door."""
