"""Text: French dates, typography, sanitising, wrapping, addresses. Values in, values out; nothing is opened."""
