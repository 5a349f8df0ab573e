"""A shop that refunds through its own system: the rail and the stub server it is proved against."""
