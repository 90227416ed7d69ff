"""The main window: its frame, menus, panels, start page, finder, tour and session."""
