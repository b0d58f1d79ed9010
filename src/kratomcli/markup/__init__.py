"""The structure of an article's body, Markdown or plain text: headings, sections, links, sentences, HTML."""
