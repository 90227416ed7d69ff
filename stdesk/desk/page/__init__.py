"""The frame of every page, and the choices that several of them offer."""
