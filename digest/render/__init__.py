"""Rendering of an edition: HTML, text part, MIME message, iCalendar file and archive pages.

`letter.render_letter` is the entry: `layout` makes the view that `templates` fills in, `css_inline` inlines styles,
`headers`, `mime` and `dkim` write the wire format, `ics` the agenda; `placeholders` marks what is each member's own. No
clock, no network.
"""
