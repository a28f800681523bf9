"""An edition becomes a letter: HTML, text, MIME message and agenda; `letter.render_letter` is the one way in.

`layout` puts the edition into words (`sheet`), `templating` fills the templates, `inlining` moves the styles onto the
elements, `headers`, `quoted` and `message` write the wire format, `calendar_part` the agenda. No clock, no network.
"""
