"""The commands: what each takes, the table it answers with, its picture."""
