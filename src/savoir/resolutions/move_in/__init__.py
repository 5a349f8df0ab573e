"""Open cases of another system, as a spreadsheet tells of them: read here, moved in by operations."""
