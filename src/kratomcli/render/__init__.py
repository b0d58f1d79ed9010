"""Values of the library → Rich renderables for the terminal, one module for each kind of value.

Nothing here reads files, prints or makes a Console, or computes what belongs in the library. Text from
articles is never parsed as Rich markup: it is always put into `rich.text.Text`.
"""
