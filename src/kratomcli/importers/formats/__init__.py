"""What no single service has: feeds, OPML, bookmarks, mailboxes, web archives, saved pages."""
