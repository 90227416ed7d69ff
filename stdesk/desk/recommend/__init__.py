"""Recommend: lists that follow the hand, routes, people to follow."""
