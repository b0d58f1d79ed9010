"""What a terminal shows: values in, Rich renderables out, one module per thing.

Nothing here reads, writes or makes a Console, and nothing is worked out that the library should
know. Text from articles never becomes Rich markup: it is always put into `rich.text.Text`.
"""
