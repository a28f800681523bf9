"""Web pages without a feed: articles, lists, structured data, and the feeds a page points to."""
