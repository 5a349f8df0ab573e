"""Printable papers and codes: typst for the page, segno for QR, zint for Code 128."""
