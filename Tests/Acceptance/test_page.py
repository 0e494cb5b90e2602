"""What a person and a browser get to see of the page."""

import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

import shopper


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_has_no_accessibility_violation_and_fits(merchant, receiver, chromium, width):
    session = shopper.create(merchant, receiver)
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(session.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    context.close()


def test_the_page_can_be_paid_with_the_keyboard(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    page.goto(session.url)
    shopper.fill(page, shopper.VISA)
    page.locator('[autocomplete="cc-csc"]').press("Enter")
    shopper.arrive(page, receiver, session)


def test_the_merchants_text_is_text(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    page.goto(session.url)
    assert page.get_by_text("Cup <b>& saucer</b>").count() >= 1


def test_the_headers_keep_foreign_origins_out(suite, merchant, receiver):
    session = shopper.create(merchant, receiver)
    with urllib.request.urlopen(session.url) as answer:
        policy = dict(
            directive.strip().split(" ", 1) for directive in answer.headers["Content-Security-Policy"].split(";") if " " in directive.strip()
        )
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert set(policy["form-action"].split()) == {"'self'", suite.run["vault_url"], receiver.origin}


def test_a_page_that_does_not_exist_is_said_kindly(suite, page):
    answer = page.goto(f"{suite.run['page_url']}/c/pay/cs_test_{'a' * 58}")
    assert answer.status == 404
    assert page.locator("h1").count() == 1
