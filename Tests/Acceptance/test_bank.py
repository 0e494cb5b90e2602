"""The sandbox's bank: its page in a real browser, with a merchant's server that is this test."""

import base64
import html
import json
import urllib.parse
import urllib.request
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from receiver import Receiver
from suite import wait_until

ASKS = "4000000000003220"
WANTS_CODE = "4000000000003238"


class Challenge:
    """An authentication that the bank asks a question for, and the form that takes a browser there."""

    def __init__(self, suite, merchant_server, number):
        self.transaction = str(uuid.uuid4())
        self.merchant_server = merchant_server
        areq = {
            "messageType": "AReq", "messageVersion": "2.2.0", "messageCategory": "01", "deviceChannel": "02",
            "threeDSServerTransID": self.transaction, "threeDSServerURL": merchant_server.origin + "/rreq",
            "threeDSRequestorChallengeInd": "01", "acctNumber": number, "cardExpiryDate": "3412",
            "purchaseAmount": "1998", "purchaseCurrency": "978", "purchaseExponent": "2",
            "merchantName": "Cups & <b>saucers</b>", "notificationURL": merchant_server.origin + "/back",
        }
        request = urllib.request.Request(
            suite.run["sandbox_url"] + "/acs/areq", data=json.dumps(areq).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.ares = json.load(answer)
        assert self.ares["transStatus"] == "C"

    def open(self, page):
        """As the payment page would: a form that is posted to the bank as a full page."""
        creq = {
            "messageType": "CReq", "messageVersion": "2.2.0", "threeDSServerTransID": self.transaction,
            "acsTransID": self.ares["acsTransID"], "challengeWindowSize": "05",
        }
        encoded = base64.urlsafe_b64encode(json.dumps(creq).encode()).decode().rstrip("=")
        page.goto(self.merchant_server.origin + "/")
        page.set_content(
            f'<form method="post" action="{html.escape(self.ares["acsURL"])}"><input name="creq" value="{encoded}">'
            '<input name="threeDSSessionData" value="c2Vzc2lvbg"><button>Go</button></form>'
        )
        page.get_by_role("button", name="Go").click()
        page.get_by_role("heading", name="Confirm your payment").wait_for()

    def results(self):
        """The RReqs of this challenge, in their order."""
        bodies = [body for _, body in self.merchant_server.requests() if b"RReq" in body]
        return [r for r in map(json.loads, bodies) if r["threeDSServerTransID"] == self.transaction]

    def returns(self):
        """What browsers brought back of this challenge."""
        forms = [urllib.parse.parse_qs(body.decode()) for _, body in self.merchant_server.requests() if b"cres=" in body]
        found = []
        for form in forms:
            cres = form["cres"][0]
            answer = json.loads(base64.urlsafe_b64decode(cres + "=" * (-len(cres) % 4)))
            if answer["threeDSServerTransID"] == self.transaction:
                assert form["threeDSSessionData"] == ["c2Vzc2lvbg"]
                found.append(answer["transStatus"])
        return found


@pytest.fixture(scope="module")
def merchant_server():
    with Receiver() as running:
        yield running


@pytest.mark.parametrize(("button", "status"), [("Approve", "Y"), ("Refuse", "N")])
def test_the_result_is_there_before_the_browser_is(suite, merchant_server, page, button, status):
    challenge = Challenge(suite, merchant_server, ASKS)
    challenge.open(page)
    assert page.url.startswith("http://localhost:")
    for text in ["€19.98", "Cups & <b>saucers</b>", "ending in 3220"]:
        assert page.get_by_text(text).is_visible()
    page.get_by_role("button", name=button).click()
    page.wait_for_url(merchant_server.origin + "/back")
    assert challenge.returns() == [status]
    assert challenge.results()[0]["transStatus"] == status
    bodies = [body for _, body in merchant_server.requests()]
    told = next(i for i, body in enumerate(bodies) if b"RReq" in body and challenge.transaction.encode() in body)
    back = max(i for i, body in enumerate(bodies) if b"cres=" in body)
    assert told < back


def test_it_works_by_keyboard_alone_and_without_script(suite, merchant_server, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    challenge = Challenge(suite, merchant_server, WANTS_CODE)
    challenge.open(page)
    code = page.locator("#sent-code").text_content()
    page.get_by_label("One-time code").focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue to").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(merchant_server.origin + "/back")
    assert challenge.returns() == ["Y"]
    context.close()


def test_a_wrong_code_is_explained_and_the_third_ends_it(suite, merchant_server, page):
    challenge = Challenge(suite, merchant_server, WANTS_CODE)
    challenge.open(page)
    code = page.locator("#sent-code").text_content()
    for left in ["2 more times", "once more", None]:
        page.get_by_label("One-time code").fill("000000" if code != "000000" else "000001")
        page.get_by_role("button", name="Approve").click()
        if left:
            assert left in page.get_by_role("alert").text_content()
            assert page.locator('#code[aria-invalid="true"]').count() == 1
    page.wait_for_url(merchant_server.origin + "/back")
    assert challenge.returns() == ["N"] and challenge.results()[0]["transStatusReason"] == "19"


def test_reload_back_and_a_second_tab_lead_on(suite, merchant_server, context):
    challenge = Challenge(suite, merchant_server, ASKS)
    first, second = context.new_page(), context.new_page()
    challenge.open(first)
    challenge.open(second)
    first.reload()
    first.get_by_role("button", name="Refuse").click()
    first.wait_for_url(merchant_server.origin + "/back")
    second.get_by_role("button", name="Approve").click()
    second.wait_for_url(merchant_server.origin + "/back")
    first.go_back(wait_until="commit")
    first.wait_for_url(merchant_server.origin + "/back")
    assert set(challenge.returns()) == {"N"} and len(challenge.returns()) >= 3
    assert {r["transStatus"] for r in challenge.results()} == {"N"}


def test_a_killed_sandbox_still_knows_the_question(suite, merchant_server, page):
    challenge = Challenge(suite, merchant_server, ASKS)
    challenge.open(page)
    before = suite.run["processes"]["sandbox"]["pid"]
    suite.kill("sandbox")
    wait_until(lambda: suite.run["processes"]["sandbox"]["pid"] != before, "the sandbox has a successor")
    wait_until(lambda: suite.is_ready("sandbox"), "it is ready")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url(merchant_server.origin + "/back")
    assert challenge.returns() == ["Y"] and challenge.results()[0]["transStatus"] == "Y"


@pytest.mark.parametrize("width", [390, 1280])
def test_bank_and_cards_pages_fit_and_can_be_read_by_all(suite, merchant_server, chromium, width):
    context = chromium.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    challenge = Challenge(suite, merchant_server, WANTS_CODE)
    challenge.open(page)
    check(page)
    for path in ["/store", "/store/cards"]:
        page.goto(suite.run["sandbox_url"] + path)
        check(page)
    context.close()


def check(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
