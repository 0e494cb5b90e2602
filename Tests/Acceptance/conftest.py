"""A running suite, a merchant with the official SDK, a receiver of webhooks, and a real browser."""

import os
import shutil
import socket
import tempfile

import pytest
import stripe
from playwright.sync_api import sync_playwright

from receiver import Receiver
from suite import Suite


def free_port_base():
    """A base whose whole range of ports is free: base to base + 10, and the same from base + 1000."""
    for base in range(31000, 60000, 100):
        try:
            for offset in [0, 1, 2, 10, 1000, 1001, 1002, 1003, 1004, 1010]:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", base + offset))
            return base
        except OSError:
            continue
    raise RuntimeError("no free ports")


@pytest.fixture(scope="session")
def suite():
    """`paydesk up` on ports of its own, with a state folder of its own."""
    state = tempfile.mkdtemp(prefix="paydesk-")
    running = Suite(state, int(os.environ.get("PAYDESK_PORT_BASE") or free_port_base()))
    running.start()
    yield running
    running.stop()
    shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def merchant(suite):
    """The SDK as a merchant has it, pointed at the suite."""
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        suite.run["secret_key"], base_addresses={"api": suite.run["api_url"]}, max_network_retries=2
    )


@pytest.fixture(scope="session")
def receiver(merchant):
    """A receiver of webhooks whose endpoint the merchant has registered for every event."""
    with Receiver() as running:
        endpoint = merchant.v1.webhook_endpoints.create({"url": running.url, "enabled_events": ["*"]})
        running.secret = endpoint.secret
        yield running


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    """A browser window without a past."""
    window = chromium.new_context()
    window.set_default_timeout(15_000)
    yield window
    window.close()


@pytest.fixture
def page(context):
    return context.new_page()
