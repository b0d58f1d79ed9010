"""HTML as services have it: put together, taken apart and rewritten before it becomes Markdown."""
