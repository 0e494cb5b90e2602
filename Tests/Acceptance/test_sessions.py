"""Sessions through every door: the official SDK with forms, and plain requests with JSON."""

import json
import struct
import urllib.error
import urllib.request
import uuid
import zlib

import pytest
import stripe

import shopper

LINE = {"price_data": {"currency": "eur", "unit_amount": 999, "product_data": {"name": "Cup"}}, "quantity": 2}


class Door:
    """Requests without an SDK."""

    def __init__(self, suite):
        self.origin = suite.run["api_url"]
        self.key = suite.run["secret_key"]

    def send(self, method, path, body=None, kind="application/json", key=None):
        headers = {"Authorization": f"Bearer {self.key}"}
        if body is not None:
            headers["Content-Type"] = kind
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        if key:
            headers["Idempotency-Key"] = key
        request = urllib.request.Request(self.origin + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.loads(answer.read()), answer.headers
        except urllib.error.HTTPError as answer:
            return answer.code, json.loads(answer.read()), answer.headers


@pytest.fixture(scope="module")
def door(suite):
    return Door(suite)


def order(**changes):
    return {"mode": "payment", "success_url": "https://shop.example/done", "line_items": [LINE], **changes}


def test_json_makes_the_session_that_the_sdk_makes(merchant, door):
    status, made, _ = door.send(
        "POST", "/checkout/sessions", order(metadata={"n": 3, "b": True, "gone": None}, expand=["line_items"])
    )
    assert (status, made["status"], made["amount_total"]) == (200, "open", 1998)
    assert made["metadata"] == {"n": "3", "b": "true"}
    assert made["line_items"]["data"][0]["quantity"] == 2
    again = merchant.v1.checkout.sessions.retrieve(made["id"], {"expand": ["line_items"]})
    assert (again.url, again.metadata.to_dict(), again.line_items.data[0].id) == (
        made["url"], made["metadata"], made["line_items"]["data"][0]["id"],
    )
    assert door.send("GET", f"/checkout/sessions/{made['id']}?expand[]=line_items")[1] == made


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        (order(line_items=[{**LINE, "quantity": "many"}]), "line_items[0][quantity]", "parameter_invalid_integer"),
        (order(line_items=[LINE, {**LINE, "price_data": {"currency": "xxx", "unit_amount": 1}}]),
         "line_items[1][price_data][currency]", None),
        (order(line_items=[]), "line_items", "parameter_missing"),
        (order(success_url=None), "success_url", "parameter_invalid_empty"),
        (order(colour="red"), "colour", "parameter_unknown"),
        (order(payment_method_options={"sepa_debit": {"target_date": "x"}}), "payment_method_options[sepa_debit]", None),
        (order(metadata={"card": "4242 4242 4242 4242"}), "metadata[card]", "card_number_in_text"),
        ('{"mode": "payment", "mode": "payment"}', "mode", None),
        ('{"mode": ', None, None),
        ("[]", None, None),
    ],
)
def test_errors_in_json_are_named_like_those_in_forms(door, body, param, code):
    status, answer, headers = door.send("POST", "/v1/checkout/sessions", body)
    assert status == 400
    assert answer["error"].get("param") == param
    if code:
        assert answer["error"]["code"] == code
    assert "4242424242424242" not in json.dumps(answer).replace(" ", "")
    assert headers["Request-Id"].startswith("req_")


def test_another_kind_of_body_is_refused(door):
    status, answer, _ = door.send("POST", "/v1/checkout/sessions", "<order/>", kind="application/xml")
    assert status == 400 and "application/xml" in answer["error"]["message"]


def test_form_and_json_share_an_idempotency_key(merchant, door):
    key = str(uuid.uuid4())
    made = merchant.v1.checkout.sessions.create(order(metadata={"n": "3"}), {"idempotency_key": key})
    status, again, headers = door.send("POST", "/checkout/sessions", order(metadata={"n": 3}), key=key)
    assert (status, again["id"], headers["Idempotent-Replayed"]) == (200, made.id, "true")
    status, other, _ = door.send("POST", "/checkout/sessions", order(metadata={"n": 4}), key=key)
    assert (status, other["error"]["type"]) == (400, "idempotency_error")


def test_the_sdk_walks_the_list_both_ways(merchant):
    address = f"{uuid.uuid4()}@example.com"
    ids = [merchant.v1.checkout.sessions.create(order(customer_email=address)).id for _ in range(5)]
    filters = {"customer_details": {"email": address.upper()}, "limit": 2}
    listed = merchant.v1.checkout.sessions.list(filters)
    assert len(listed.data) == 2 and listed.has_more and listed.url == "/v1/checkout/sessions"
    forth = [session.id for session in listed.auto_paging_iter()]
    assert sorted(forth) == sorted(ids)
    page = merchant.v1.checkout.sessions.list({**filters, "ending_before": forth[-1]})
    assert [session.id for session in page.data] == forth[2:4] and page.has_more
    back = [session.id for session in page.auto_paging_iter()]
    assert back == forth[3::-1]
    first = merchant.v1.checkout.sessions.list({**filters, "expand": ["data.line_items"]}).data[0]
    assert first.line_items.data[0].description == "Cup"


def test_filters_of_the_list(merchant, receiver):
    session = shopper.create(merchant, receiver)
    made = session.created
    sessions = merchant.v1.checkout.sessions
    assert session.id in [s.id for s in sessions.list({"created": {"gte": made}, "status": "open"}).auto_paging_iter()]
    assert session.id in [s.id for s in sessions.list({"created": made}).auto_paging_iter()]
    assert sessions.list({"created": {"lt": 1000}}).data == []
    sessions.expire(session.id)
    assert session.id not in [s.id for s in sessions.list({"status": "open"}).auto_paging_iter()]
    assert sessions.list({"status": "expired", "limit": 1}).data[0].status == "expired"
    for wrong in [{"limit": 0}, {"starting_after": "cs_test_none"}, {"customer": "cus_1"}, {"expand": ["line_items"]}]:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            sessions.list(wrong)
        assert refused.value.http_status == 400


def test_metadata_is_merged_and_taken_away(merchant, door):
    sessions = merchant.v1.checkout.sessions
    id = sessions.create(order(metadata={"a": "1", "b": "2"})).id
    assert sessions.update(id, {"metadata": {"b": "", "c": "3"}}).metadata.to_dict() == {"a": "1", "c": "3"}
    assert door.send("POST", f"/checkout/sessions/{id}", {"metadata": {"a": None}})[1]["metadata"] == {"c": "3"}
    sessions.expire(id)
    assert sessions.update(id, {"metadata": ""}).metadata.to_dict() == {}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sessions.update(id, {"collected_information": {"shipping_details": {"name": "Jenny"}}})
    assert refused.value.param == "collected_information"


def test_lines_come_in_pages(merchant):
    lines = [{**LINE, "quantity": n + 1} for n in range(7)]
    id = merchant.v1.checkout.sessions.create(order(line_items=lines)).id
    listed = merchant.v1.checkout.sessions.line_items.list(id, {"limit": 3, "expand": ["data.price.product"]})
    assert listed.has_more and listed.data[0].price.product.name == "Cup"
    assert [line.quantity for line in listed.auto_paging_iter()] == list(range(1, 8))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height):
    pixels = zlib.compress(b"".join(b"\0" + b"\x2f\x5d\x8a" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_merchant_is_branded_by_command(suite, tmp_path):
    made = suite.paydesk("merchants", "create", "Tea House", "--json")
    assert made.returncode == 0, made.stderr
    id = json.loads(made.stdout)["id"]
    logo, icon, fake = tmp_path / "logo.png", tmp_path / "icon.png", tmp_path / "fake.png"
    logo.write_bytes(png(300, 80))
    icon.write_bytes(png(128, 128))
    fake.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    branded = suite.paydesk(
        "merchants", "brand", id, "--color", "#FFEE00", "--logo", str(logo), "--icon", str(icon), "--json"
    )
    assert branded.returncode == 0, branded.stderr
    shown = json.loads(branded.stdout)
    assert (shown["color"], shown["logo"]["width"], shown["icon"]["media_type"]) == ("#ffee00", 300, "image/png")
    assert shown["contrast"]["text_color"] == "#000000" and shown["contrast"]["ratio"] > 4.5
    assert "stands out" in branded.stderr
    refused = suite.paydesk("merchants", "brand", id, "--logo", str(fake))
    assert refused.returncode != 0 and "no PNG, JPEG or WebP" in refused.stderr
    refused = suite.paydesk("merchants", "brand", id, "--icon", str(logo))
    assert refused.returncode != 0 and "square" in refused.stderr
    cleared = suite.paydesk("merchants", "brand", id, "--clear", "logo", "--clear", "color", "--json")
    assert "logo" not in json.loads(cleared.stdout) and "icon" in json.loads(cleared.stdout)


def test_a_merchant_decides_by_command(suite):
    id = json.loads(suite.paydesk("merchants", "list", "--json").stdout)[0]["id"]
    decided = suite.paydesk("merchants", "set", id, "fraud.when_away", "refuse", "--json")
    assert json.loads(decided.stdout)["settings"]["fraud.when_away"] == "refuse"
    assert suite.paydesk("merchants", "set", id, "fraud.when_away", "perhaps").returncode != 0
    assert suite.paydesk("merchants", "set", id, "fraud.who", "me").returncode != 0
    assert suite.paydesk("merchants", "set", id, "fraud.when_away", "allow").returncode == 0
    assert "fraud.when_away" in suite.paydesk("merchants", "show", id).stdout
