"""Pictures: what they show, and how they are drawn in the terminal and in files."""
