"""GKCase keeps the cases of 依申请公开, from receipt to archive."""

__version__ = "0.1.0"
