"""Programs at the door with their keys."""
