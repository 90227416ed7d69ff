"""Keeps web views at home: no address outside this machine is asked, no link is followed."""

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlScheme,
)

SCHEME = "stdesk"  # of what a page asks of this process
AT_HOME = frozenset({"file", "qrc", "data", "blob", "about", SCHEME})


class Guard(QWebEngineUrlRequestInterceptor):
    """Blocks every request that leaves the machine, but for tiles of a host that was allowed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.allowed_host = ""
        self.blocked: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        address = info.requestUrl()
        if address.scheme() in AT_HOME or (self.allowed_host and self._allows(address)):
            return
        self.blocked.append(address.toString())
        info.block(True)

    def _allows(self, address: QUrl) -> bool:
        host = address.host()
        return address.scheme() == "https" and (
            host == self.allowed_host or host.endswith("." + self.allowed_host)
        )


class HomePage(QWebEnginePage):
    """A page in a private profile that leaves nothing on disk and follows no link."""

    def __init__(self, parent: QObject, scripts: bool = True) -> None:
        _register_scheme()  # too late once any page has been made, whichever it is
        profile = QWebEngineProfile()  # without a name: off the record
        super().__init__(profile, parent)
        profile.setParent(self)  # and so it goes after the page, as it must
        self.guard = Guard(self)
        profile.setUrlRequestInterceptor(self.guard)
        settings = self.settings()
        attribute = QWebEngineSettings.WebAttribute
        settings.setAttribute(attribute.JavascriptEnabled, scripts)
        settings.setAttribute(attribute.LocalContentCanAccessRemoteUrls, False)
        settings.setAttribute(attribute.LocalStorageEnabled, False)
        settings.setAttribute(attribute.PluginsEnabled, False)
        settings.setAttribute(attribute.ShowScrollBars, False)

    def allow_host(self, host: str) -> None:
        """Let https requests to this host pass; "" closes the door again."""
        self.guard.allowed_host = host
        self.settings().setAttribute(
            QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls, bool(host)
        )

    def acceptNavigationRequest(
        self, address: QUrl | str, kind: QWebEnginePage.NavigationType, main_frame: bool
    ) -> bool:
        return kind != QWebEnginePage.NavigationType.NavigationTypeLinkClicked

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        import logging

        logging.getLogger(__name__).info("web page: %s (line %s)", message, line)


def _register_scheme() -> None:
    """Tell QtWebEngine of our addresses; before its first page, again does nothing."""
    if QWebEngineUrlScheme.schemeByName(SCHEME.encode()).name():
        return
    scheme = QWebEngineUrlScheme(SCHEME.encode())
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flags = QWebEngineUrlScheme.Flag
    scheme.setFlags(
        flags.LocalScheme | flags.LocalAccessAllowed | flags.CorsEnabled | flags.FetchApiAllowed
    )
    QWebEngineUrlScheme.registerScheme(scheme)
