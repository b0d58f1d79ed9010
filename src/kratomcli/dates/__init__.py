"""Dates as precise as they were written, and reading what people write."""
