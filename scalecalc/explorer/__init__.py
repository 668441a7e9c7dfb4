"""The explorer: a spec whose numbers are turned while its curves are looked at.

Without a screen: `state` is a spec with what was changed, `knobs` what can be turned and how far, `views` what is seen
of it, `readout` what holds at the cursor, `saved` the spec as a file, `panel` and `keys` lines for the screen.
With Textual: `shown` puts all of this on a screen, made of `lines` and a `field`, and `app` says what its keys do.
The command `explore` hands in the views, and may import `state`, `views` and `app`.
"""
