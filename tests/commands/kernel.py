"""Install the kernel `aegan-book`, which runs the pages, into this .venv."""

import json
import pathlib
import sys

SPEC = {
    # What compiled code prints stays in the terminal, here and under pytest:
    # TensorFlow greets with times and process numbers on importing it.
    "argv": [sys.executable, "-m", "ipykernel_launcher"]
    + ["-f", "{connection_file}", "--IPKernelApp.capture_fd_output=False"],
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
