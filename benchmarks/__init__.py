"""Benchmarks for all performance claims, each with a baseline measured in the same run."""
