"""The keys of `feeds.yaml`: what each is called, what it may hold, and what stands in when it is left out."""
