"""Bodies and pages as HTML."""
