"""The base of a million cases: the demo's cases, each many times over, with names and dates of their own."""
