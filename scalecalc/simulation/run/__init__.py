"""How a simulation runs: its plan, its tasks, processes and clusters, checkpoints and interruptions."""
