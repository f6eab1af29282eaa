"""quoteattr over HTTP: `quoteattr serve`, or `create_app` for a server of your own. Needs `quoteattr[serve]`."""

from quoteattr.serve.app import create_app, run
from quoteattr.serve.limits import Limits

__all__ = ["Limits", "create_app", "run"]
