"""Who does the work of a long run: this process, worker processes, or a Dask cluster.

`executors.mapping` gives a `mapped.Map` over any of them: the results come in the order of the tasks, wherever they are
done. Whoever has many independent tasks uses it.
"""
