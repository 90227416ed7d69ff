"""A desktop for behaviour logs: what people do, when and where, and what they do next."""

__version__ = "0.1.0"
