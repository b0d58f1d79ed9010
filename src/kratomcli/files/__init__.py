"""Safe access to the system: reading files, writing files, reading settings files, starting processes."""
