"""What is known of a library on disk: one SQLite file with a row for each article."""
