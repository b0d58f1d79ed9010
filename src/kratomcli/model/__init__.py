"""Values that everything else speaks in. Nothing here reads or writes a file."""
