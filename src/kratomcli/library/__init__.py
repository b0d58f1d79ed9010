"""The one entrance for Python users: a library of articles with its index, for one thread or several."""
