"""Standard exports of shop systems: recognized by their columns, read into whole orders of ours."""
