"""Long computations in the world: processes and clusters, checkpoints, interruptions."""
