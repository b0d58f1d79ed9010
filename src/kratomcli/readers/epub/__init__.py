"""EPUB read: the parts of the zip file, the package's metadata and order, the contents, the chapters."""
