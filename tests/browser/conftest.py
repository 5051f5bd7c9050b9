"""What the browser tests share: one Chromium, a server, a watched page."""

import functools
import http.server
import threading

import find_chromium
import pytest
from playwright.sync_api import sync_playwright
from watched import Watched

from aegan_lib.explorer.module import module


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium.find(), args=find_chromium.FLAGS
        )
        yield browser
        browser.close()


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def serve():
    """Function from a folder to the address at which it is served."""
    servers = []

    def start(folder):
        handler = functools.partial(Silent, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def functions(chromium, request):
    """A page that knows the functions of the files that `FILES` names."""
    page = chromium.new_page()
    text = module(*request.module.FILES)
    page.add_script_tag(content=text.partition("export default")[0])
    yield page
    page.close()


@pytest.fixture
def watch(chromium):
    """Open an address; other hosts than `origin` are cut off."""
    opened = []

    def go(address, origin=None, **options):
        watched = Watched(chromium, origin or address, **options)
        opened.append(watched)
        watched.page.goto(address)
        return watched

    yield go
    for watched in opened:
        watched.context.close()
