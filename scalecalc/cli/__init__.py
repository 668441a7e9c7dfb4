"""The command line: one module per command, options declared once, one place that catches."""
