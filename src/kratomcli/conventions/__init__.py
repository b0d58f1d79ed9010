"""What each tool's collection means: marker files, keys, file names, links, markup; as data in `table`."""
