"""What members reach over HTTP: leaving with one click, preferences, the archive.

A small WSGI application; a real server stands before it. Nothing is changed by GET (RFC 8058, RFC 9110 section 9.2.1).
"""
