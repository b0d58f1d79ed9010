"""What is imported from: files, folders, archives and addresses, and their parts as text, CSV, JSON, XML."""
