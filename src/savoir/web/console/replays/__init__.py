"""Replays of a version on all past cases: asked for, followed, read."""
