"""Install the kernel `aegan-book`, which runs the pages, into this .venv."""

import json
import pathlib
import sys

SPEC = {
    # With PYTEST_CURRENT_TEST in its environment a kernel leaves out what
    # compiled code prints; pages would differ from their stored outputs.
    "argv": ["env", "-u", "PYTEST_CURRENT_TEST", sys.executable]
    + ["-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "AEGAN book",
    "language": "python",
    "env": {
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",  # no messages of TensorFlow's C++
        "AEGAN_QUIET": "1",  # callbacks draw nothing while training
    },
}


def main():
    folder = pathlib.Path(sys.prefix) / "share/jupyter/kernels/aegan-book"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.json").write_text(json.dumps(SPEC, indent=1))


if __name__ == "__main__":
    main()
