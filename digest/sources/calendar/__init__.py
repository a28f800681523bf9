"""iCalendar (RFC 5545): lenient parsing, time zones, recurrences, and events for the agenda."""
