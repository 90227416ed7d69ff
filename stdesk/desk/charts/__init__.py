"""The one style of all charts, and charts over one axis of time."""
