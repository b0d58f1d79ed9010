"""What other services and programs export, brought into a folder as Markdown files.

    `sources.source.ImportSource` → one of `table.IMPORTERS` → `items.Item`s → `writing` → files

`table` says which module reads which service: in `blogs`, `notes` and `read_later`, or in `formats` where it
is no single service's. Such a module yields the items of a source (`items.Importer`); `running` brings them
into a folder.
"""
