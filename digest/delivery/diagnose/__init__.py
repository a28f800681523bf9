"""What `digest doctor` asks the outside world: DNS records of the sender's domain, relays that answer or do not."""
