"""The ridge that minimises the test error."""
