"""Every word of the program and its theory, explained: one place to ask for all of them.

A `Meaning` (`meaning`) is one explanation of one word, a `Dictionary` (`dictionary`) finds those of a word however it
is spelled, and `shown` writes them as text or as markdown. Words that are defined in code are explained there:
`vocabulary` collects what specs, kinds, statuses and regimes say of themselves, and `commands.explain` adds the
commands with their options and columns. Words that are defined nowhere in code are in `terms`, one file a chapter, what
there is to say of a column beyond its own sentence in `columns`, and the chapters of the introduction for students in
`primer`; `glossary` reads them.
"""
