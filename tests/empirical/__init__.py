"""Tests of measured data: how they come in, their kernels, and what is made of them."""
