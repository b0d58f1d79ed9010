"""The structure of a body, Markdown or plain text: headings, sections, links, sentences."""
