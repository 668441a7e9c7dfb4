"""The explorer: a spec whose numbers are turned while its curves are looked at.

`state` is a spec with what was changed, `knobs` what can be turned and how far, `views` what is seen of it, `readout`
what holds at the cursor, `saved` the spec as a file: all of this without a screen. `app` puts it on one with Textual,
with what `panel`, `lines`, `field` and `keys` have for it; only `app`, `lines` and `field` import Textual.
The command `explore` hands in the views, and may import `state`, `views` and `app`.
"""
