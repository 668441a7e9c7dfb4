"""The renormalized ridge: from lambda to kappa2, through all stages, with its certificate."""
