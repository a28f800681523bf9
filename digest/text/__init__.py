"""Words: French dates, typography, cleaning, wrapping, addresses. Values in, values out; nothing is opened."""
