"""What a fit hangs on: `degeneracy` whether the rows tell its parameters apart, `influence` what single groups decide,
`held_out` how well it foretells larger runs, `outlook` what limits now and what more would bring.
"""
