"""Plain text of any origin: cleaning, words and sentences, languages, and wording for messages."""
