"""A stub of Stripe that speaks its API over HTTP and misbehaves by seed."""
