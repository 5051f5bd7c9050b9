"""A page under watch, cut off from all hosts but its own."""

import functools


class Watched:
    """A page: what it asked of other hosts, what it complained of."""

    def __init__(self, browser, origin, width=1280, scheme="light"):
        size = {"width": width, "height": 800}
        self.context = browser.new_context(viewport=size, color_scheme=scheme)
        self.away, self.errors = [], []
        self.page = self.context.new_page()
        self.page.route("**/*", functools.partial(self.gate, origin))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", self.heard)
        self.page.on("response", self.answered)

    def gate(self, origin, route):
        if route.request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            self.away.append(route.request.url)
            route.abort()

    def heard(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def answered(self, response):
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")
