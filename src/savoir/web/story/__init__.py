"""The story of the demo: one page for whoever comes without a login, each figure live."""
