"""What members reach over HTTP: leaving with one click, preferences, the archive.

A small WSGI application (PEP 3333); a real server stands before it. Nothing is changed by GET (RFC 8058, RFC 9110
section 9.2.1). A token in the address is all the authority there is: no cookie, no session, and so nothing that another
site could make a browser send along unasked (cross-site request forgery). A site that knows the token could as well
open the page itself; ours is therefore kept out of referrers, logs, caches and search engines.

`application` makes one from the environment, for gunicorn and its like; `digest serve` makes its own.
"""

from digest.web.app import WebApplication, application, make_application

__all__ = ["WebApplication", "application", "make_application"]
