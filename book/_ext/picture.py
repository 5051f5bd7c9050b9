"""Write the picture of README.md: the first figure of the landing page.

    python book/_ext/picture.py

The landing page makes it, by training, and shows its first samples. This
copies the stored output, so the two cannot differ.
"""

import base64
import json
import pathlib

BOOK = pathlib.Path(__file__).resolve().parents[1]
PICTURE = BOOK / "_static" / "samples.png"


def first_figure():
    """Bytes of the first PNG among the stored outputs of the landing page."""
    notebook = json.loads((BOOK / "index.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if png := output.get("data", {}).get("image/png"):
                return base64.b64decode("".join(png))
    raise ValueError("The landing page has no figure; run `make notebooks`.")


if __name__ == "__main__":
    PICTURE.write_bytes(first_figure())
