"""Benchmarks: each prints what it measured, on what, and how to run it again."""
