"""How a simulation runs: its plan, its tasks, checkpoints and interruptions.

`cases.session` begins one; `session.Session` is what runs, and `settings.Settings` what may be asked.
"""
