"""Refund rails: each vendor behind `resolutions.ports.RefundRail`, each with a stub that misbehaves."""
