"""The launcher: embedded PostgreSQL, supervisor, doctor; standard library and PostgreSQL's own programs."""
