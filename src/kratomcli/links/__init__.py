"""Links between articles: finding them in a body, the names of articles, and which article a link means."""
