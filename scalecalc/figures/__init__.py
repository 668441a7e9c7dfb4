"""Pictures: what is to be drawn, and how, in the terminal and in files."""
