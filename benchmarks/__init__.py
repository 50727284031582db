"""Measurements that say by how much, run by hand: python -m benchmarks.workdays."""
