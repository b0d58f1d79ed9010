"""What other services and programs export, brought into a folder as Markdown files.

    source → `sources.ImportSource` → one of `table.IMPORTERS` → `items.Item`s → `writing` → files

`sources` opens a file, a folder or an archive; an importer, one module each, yields its items; `writing`
makes files of those that are new.
"""
