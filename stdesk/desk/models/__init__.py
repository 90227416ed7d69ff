"""Models: training, tuning, curves, comparisons, errors."""
