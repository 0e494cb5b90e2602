"""The page's step to the card's bank and back: what a browser does with it."""

import urllib.error
import urllib.parse
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

import shopper
from test_pay import assert_paid_once, charges

#: Declined softly until the customer has answered the bank.
CHALLENGED = "4000002760003184"


@pytest.fixture
def session(merchant, receiver):
    return shopper.create(merchant, receiver)


def at_the_bank(page):
    """Waits for the bank's page, which is another site than ours."""
    page.get_by_role("button", name="Approve").wait_for()
    assert urllib.parse.urlsplit(page.url).hostname == "localhost"


def go_to_the_bank(page, session):
    shopper.pay(page, session, CHALLENGED)
    at_the_bank(page)


def test_an_abandoned_challenge_gives_way_to_another_card(suite, merchant, receiver, page, session):
    go_to_the_bank(page, session)
    page.goto(session.url)
    page.get_by_role("link", name="Continue to your bank").wait_for()
    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_challenge_is_resumed_in_another_tab(suite, merchant, receiver, context, page, session):
    go_to_the_bank(page, session)
    other = context.new_page()
    other.goto(session.url)
    other.get_by_role("link", name="Continue to your bank").click()
    at_the_bank(other)
    other.get_by_role("button", name="Approve").click()
    shopper.arrive(other, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    page.goto(session.url)
    shopper.arrive(page, receiver, session)


def test_reload_and_back_lose_nothing(suite, merchant, receiver, page, session):
    go_to_the_bank(page, session)
    page.reload()
    at_the_bank(page)
    page.go_back()
    # Not sent off again: who comes back chooses between the bank and another card.
    page.get_by_role("link", name="Use another card").wait_for()
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    page.reload()
    page.get_by_role("button", name="Continue to your bank").click()
    at_the_bank(page)
    page.get_by_role("button", name="Approve").click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_without_script_the_way_to_the_bank_and_back_is_made_of_buttons(suite, merchant, receiver, chromium):
    session = shopper.create(merchant, receiver, customer_email="jenny@example.com")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(session.url)
    shopper.fill(page, CHALLENGED)
    shopper.pay_button(page).click()
    page.get_by_text("•3184").wait_for()
    shopper.pay_button(page).click()
    # The bank may be asked for longer than a page waits; then a page that loads itself anew leads on.
    page.get_by_role("button", name="Continue to your bank").click()
    at_the_bank(page)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Continue to").click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    context.close()


def test_a_challenge_answered_after_expiry_charges_nothing(suite, merchant, receiver, page, session):
    go_to_the_bank(page, session)
    merchant.v1.checkout.sessions.expire(session.id)
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("This checkout has expired").locator("visible=true").wait_for()
    told = merchant.v1.checkout.sessions.retrieve(session.id)
    assert (told.status, told.payment_status) == ("expired", "unpaid")
    assert charges(suite, session) == []


def test_only_the_step_to_the_bank_may_post_there(suite, merchant, receiver, page, session):
    go_to_the_bank(page, session)

    def sources(path):
        with urllib.request.urlopen(session.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
        (directive,) = [part for part in policy.split("; ") if part.startswith("form-action ")]
        return directive.split()[1:]

    bank = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(page.url))
    assert sources("/challenge") == [bank]
    assert bank not in sources("")


@pytest.mark.parametrize("body", [b"threeDSSessionData=Zm9yZWlnbg&cres=e30", b"cres=e30", b""])
def test_a_return_that_is_not_ours_is_refused(suite, body):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(suite.run["page_url"] + "/c/3ds", data=body)
    assert refused.value.code == 400
