"""PDF read by pdfium: lines with their places → paragraphs, under headings for pages and the outline."""
