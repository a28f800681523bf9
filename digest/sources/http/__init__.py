"""The HTTP client for content: SSRF guard, caps, conditional requests, backoff, link checks and thumbnails."""
