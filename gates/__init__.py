"""The gates: what every change has to pass before it enters the house. Run as `python -m gates`."""
