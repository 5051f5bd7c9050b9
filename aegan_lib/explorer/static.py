"""The host of a page without a kernel: a few lines instead of Jupyter."""

import base64
import collections
import hashlib
import html
import json
import os

from .module import FOLDER

# Set while the book is built: widgets then show themselves as HTML.
VARIABLE = "AEGAN_STATIC"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
PART = """\
<div id="{id}" class="ag-host">{title}</div>
<script type="application/json" id="{id}-data">{data}</script>
<script>
{host}("{id}");
</script>
"""
_shown = collections.Counter()  # ids given so far in this process


def building():
    """Return whether the book is being built: there is no kernel then."""
    return bool(os.environ.get(VARIABLE))


def part(module, css, state, title):
    """Return a widget as HTML, for a page of any kind.

    Args:
        module: text of its ES module.
        css: its style sheet.
        state: dict of what `model.get` gives; bytes arrive as a `DataView`.
        title: what stands there where no script runs.
    """
    binary = {k: v for k, v in state.items() if isinstance(v, bytes)}
    data = {
        "module": module,
        "css": css,
        "state": {k: v for k, v in state.items() if k not in binary},
        "bytes": {k: base64.b64encode(v).decode() for k, v in binary.items()},
    }
    # `<` may not stand in a script: it could close it.
    data = json.dumps(data, allow_nan=False).replace("<", "\\u003c")
    digest = hashlib.sha256(data.encode()).hexdigest()[:12]
    _shown[digest] += 1
    return PART.format(
        id=f"ag-{digest}-{_shown[digest]}",
        title=html.escape(title),
        data=data,
        host=(FOLDER / "js/host.js").read_text("utf-8").rstrip(),
    )


def page(body, title):
    """Return a whole page around `part(...)`."""
    return PAGE.format(body=body, title=html.escape(title))
