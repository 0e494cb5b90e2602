"""What a customer does on Paydesk's page."""

VISA = "4242424242424242"
DECLINED = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
BLOCKED = "4100000000000019"
CARDS = [VISA, DECLINED, INSUFFICIENT_FUNDS, BLOCKED, "5555555555554444", "4000000000000069"]


def create(merchant, receiver, **more):
    """A session for two cups at €9.99 each."""
    parameters = {
        "mode": "payment",
        "success_url": receiver.origin + "/done?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": receiver.origin + "/cart",
        "line_items": [
            {
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 999,
                    "product_data": {"name": "Cup <b>& saucer</b>"},
                },
                "quantity": 2,
            }
        ],
        **more,
    }
    return merchant.v1.checkout.sessions.create(parameters)


def fill(page, number, expiry="12 / 34", cvc="123", email="jenny@example.com", name="Jenny Rosen"):
    page.locator('[autocomplete="cc-number"]').fill(number)
    page.locator('[autocomplete="cc-exp"]').fill(expiry)
    page.locator('[autocomplete="cc-csc"]').fill(cvc)
    holder = page.locator('[autocomplete="cc-name"]')
    if holder.count():
        holder.fill(name)
    address = page.locator('[autocomplete="email"]')
    if address.count() and address.is_editable():
        address.fill(email)


def pay_button(page):
    return page.locator('button[type="submit"]:visible')


def pay(page, session, number=VISA, **fields):
    """Opens the page and pays, without waiting for what comes of it."""
    page.goto(session.url)
    fill(page, number, **fields)
    pay_button(page).click()


def arrive(page, receiver, session):
    """Waits until the customer is back in the shop."""
    page.wait_for_url(f"{receiver.origin}/done?session_id={session.id}")
