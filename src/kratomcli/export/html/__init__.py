"""Articles' bodies as sanitised HTML, and the HTML page of an export."""
