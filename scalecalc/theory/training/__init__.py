"""How the error falls over training time.

One principle does everything: what training leaves of a direction is a sum over a contour (`contour`) of what complex
ridges leave of it; these solve the static equation (`states`), and two of them have a cross error (`pairs`), all of a
contour together those of `crossed`. `descent`, `terms` and `one_pass` sum it up (`sums`). `by_mode` has what becomes of
a single mode, and `shifted` what that makes of a test distribution. The methods in `theory/methods` import these.
"""
