"""What a person and a browser get to see of the page."""

import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

import shopper


def assert_accessible(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_has_no_accessibility_violation_and_fits(merchant, receiver, chromium, width, scheme):
    session = shopper.create(merchant, receiver)
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(session.url)
    assert_accessible(page)
    shopper.fill(page, shopper.DECLINED)
    shopper.pay_button(page).click()
    page.locator('[role="alert"]:visible').first.wait_for()
    assert_accessible(page)
    merchant.v1.checkout.sessions.expire(session.id)
    page.goto(session.url)
    page.get_by_text("expired").first.wait_for()
    assert_accessible(page)
    context.close()


def test_naming_a_fault_moves_nothing(merchant, receiver, page):
    page.goto(shopper.create(merchant, receiver).url)
    before = shopper.pay_button(page).bounding_box()
    shopper.pay_button(page).click()
    page.locator('[aria-invalid="true"]').first.wait_for()
    page.locator('[autocomplete="cc-exp"]').fill("12 / 34")
    page.locator('[autocomplete="cc-exp"]').press("Tab")
    assert shopper.pay_button(page).bounding_box()["y"] == before["y"]


def open_with_a_clock(page, session):
    """The page, in a browser whose time is the test's to move."""
    page.clock.install()
    page.goto(session.url)
    page.locator('[autocomplete="cc-number"]').wait_for()


def test_the_open_page_says_when_little_time_is_left(merchant, receiver, page):
    page.goto(shopper.create(merchant, receiver).url)
    assert page.locator("#time").is_hidden()
    page.goto(shopper.create(merchant, receiver, expires_at=int(time.time()) + 240).url)
    page.locator("#time:visible").wait_for()
    assert "4 minutes" in page.locator("#time-spoken[role=status]").inner_text()
    assert page.locator('[autocomplete="cc-number"]').is_visible()


def test_an_open_page_whose_session_has_expired_tells_the_truth(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    open_with_a_clock(page, session)
    shopper.fill(page, shopper.VISA)
    merchant.v1.checkout.sessions.expire(session.id)
    page.clock.fast_forward("31:00")
    page.get_by_text("This checkout has expired").locator("visible=true").wait_for()
    assert page.locator('[autocomplete="cc-number"]').locator("visible=true").count() == 0
    assert shopper.pay_button(page).count() == 0
    page.get_by_role("link", name="Back to").locator("visible=true").first.click()
    page.wait_for_url(receiver.origin + "/cart")


def test_an_open_page_whose_session_was_paid_in_another_tab_leads_to_the_shop(merchant, receiver, context):
    session = shopper.create(merchant, receiver)
    left, right = context.new_page(), context.new_page()
    open_with_a_clock(left, session)
    shopper.pay(right, session)
    shopper.arrive(right, receiver, session)
    left.clock.fast_forward("31:00")
    shopper.arrive(left, receiver, session)


def test_a_browser_whose_clock_is_wrong_does_not_lose_the_form(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    open_with_a_clock(page, session)
    page.clock.fast_forward("31:00")
    page.locator("#over").wait_for(state="hidden")
    page.clock.resume()
    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)


def test_a_card_given_without_script_after_expiry_leads_to_the_truth(merchant, receiver, chromium):
    session = shopper.create(merchant, receiver, customer_email="jenny@example.com")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(session.url)
    shopper.fill(page, shopper.VISA)
    merchant.v1.checkout.sessions.expire(session.id)
    shopper.pay_button(page).click()
    page.get_by_text("This checkout has expired").wait_for()
    assert merchant.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
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
