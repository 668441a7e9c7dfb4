"""How a simulation runs: its plan, its tasks, processes and clusters, checkpoints and interruptions.

`cases.session` begins one; `session.Session` is what runs, and `settings.Settings` what may be asked.
"""
