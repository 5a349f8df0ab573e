"""Who may enter where: every address, every actor, reading and writing."""
