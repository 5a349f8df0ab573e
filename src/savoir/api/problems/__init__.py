"""Refusals and faults as RFC 9457 `application/problem+json`."""
