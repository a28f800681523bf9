"""Mail that comes back: the mailbox it lands in (IMAP), what a report says (RFC 3464), and how hard the failure is."""
