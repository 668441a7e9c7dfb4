"""From a study to the tables the commands return, one module per question."""
