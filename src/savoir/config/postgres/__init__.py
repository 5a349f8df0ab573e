"""Django's PostgreSQL backend, told where the database is when it first connects."""
