"""What a person does with single articles: see one in the system's viewer, edit one, write a new one."""
