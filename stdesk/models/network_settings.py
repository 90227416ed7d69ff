"""The settings of the neural models, said without importing them."""

from stdesk.models.info import SettingInfo

SETTINGS_OF: dict[str, dict[str, SettingInfo]] = {}
