"""The theory: arrays and frozen dataclasses in and out, no files, no printing."""
