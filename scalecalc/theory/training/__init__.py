"""How the error falls over training time.

One principle does everything: what training leaves of a direction is a sum over a contour (`contour`) of what complex
ridges leave of it; these solve the static equation (`states`), and two of them have a cross error (`pairs`). `descent`,
`terms` and `one_pass` sum it up (`sums`); the methods of training in `theory/methods` import these three.
"""
