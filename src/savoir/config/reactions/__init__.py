"""What follows from events: one short function per consequence, one call each."""
