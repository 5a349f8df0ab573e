"""Shared looks and words of every page."""
