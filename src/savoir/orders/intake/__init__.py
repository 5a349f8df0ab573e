"""Reading sales from a file: mapping, parsing, staging, merging; the door is `operations.imports`."""
