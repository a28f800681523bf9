"""Transports that hand messages to a provider's HTTP API: Brevo, Mailjet, Amazon SES."""
