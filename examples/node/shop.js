// A shop that sells one thing through Paydesk, with nothing but Node and the official Stripe SDK.
//
//     npm install
//     PAYDESK_SECRET_KEY=sk_test_... npm start
//
// Open http://127.0.0.1:4243. docs/integrate.md explains each step.

import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import Stripe from "stripe";

const shopURL = process.env.SHOP_URL ?? "http://127.0.0.1:4243";
const folder = process.env.SHOP_FOLDER ?? "shop-data";
const paydeskURL = new URL(process.env.PAYDESK_URL ?? "http://127.0.0.1:8080");

const paydesk = new Stripe(process.env.PAYDESK_SECRET_KEY, {
  host: paydeskURL.hostname,
  port: paydeskURL.port || (paydeskURL.protocol === "https:" ? 443 : 80),
  protocol: paydeskURL.protocol.slice(0, -1),
  telemetry: false,
});

// The price is ours: what a browser sends is a wish, never an amount.
const product = { name: "Enamel cup", currency: "eur", amount: 1850 };

// ---- What the shop remembers --------------------------------------------------------------------------------------

// One small file per fact. "wx" creates a file or fails, and the file system lets one of two win: what a UNIQUE
// constraint does in a database, which is what a shop of any size would use.
const path = (kind, name) => `${folder}/${kind}-${name}`;

async function remember(kind, name, text = "") {
  try {
    await writeFile(path(kind, name), text, { flag: "wx", flush: true });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

async function recall(kind, name) {
  try {
    return await readFile(path(kind, name), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

// ---- 1. The order, and its checkout session -----------------------------------------------------------------------

const isOrder = (text) => typeof text === "string" && /^[a-z0-9]{1,40}$/.test(text);

// The page where this order is paid. Asked twice for one order, it is the same page.
async function startCheckout(order) {
  await remember("order", order);
  const session = await paydesk.checkout.sessions.create(
    {
      mode: "payment",
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: product.currency,
            unit_amount: product.amount,
            product_data: { name: product.name },
          },
        },
      ],
      client_reference_id: order,
      metadata: { order },
      success_url: `${shopURL}/done?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${shopURL}/`,
    },
    // Made of the order, not of chance: however often this line runs for an order, there is one session.
    { idempotencyKey: `checkout-${order}` },
  );
  return session.url;
}

// ---- 2. The customer comes back -----------------------------------------------------------------------------------

// What to tell the customer. Being on this page proves nothing, so nothing is sent from here.
async function outcome(sessionID) {
  const session = await paydesk.checkout.sessions.retrieve(sessionID);
  if (session.payment_status === "paid") {
    const order = session.client_reference_id;
    return isOrder(order) && (await recall("sent", order)) !== undefined ? "sent" : "paid";
  }
  return session.status === "expired" ? "expired" : "open";
}

// ---- 3. The webhook: the word that counts -------------------------------------------------------------------------

// Verifies the bytes as they came, then does what the event asks for, once.
async function receive(body, signature, secret) {
  const event = paydesk.webhooks.constructEvent(body, signature, secret);
  if (event.type !== "checkout.session.completed") return;
  const session = event.data.object;
  if (session.payment_status !== "paid") return;
  const order = session.client_reference_id;
  if (!isOrder(order) || (await recall("order", order)) === undefined) return; // not of this shop
  // Events come at least once, and the name of this file is the order's: it is sent once, whatever comes how often.
  // Where sending is more than one write, put it and this fact into one transaction of your database.
  if (await remember("sent", order, event.id)) {
    console.log(`order ${order} is paid: packing one ${product.name}`);
  }
}

// From the environment; otherwise of the endpoint that this shop registers for itself at its first start.
async function webhookSecret() {
  if (process.env.PAYDESK_WEBHOOK_SECRET) return process.env.PAYDESK_WEBHOOK_SECRET;
  const known = await recall("setting", "webhook-secret");
  if (known) return known;
  const endpoint = await paydesk.webhookEndpoints.create({
    url: `${shopURL}/webhook`,
    enabled_events: ["checkout.session.completed", "checkout.session.expired"],
  });
  // Paydesk shows the secret this one time.
  await remember("setting", "webhook-secret", endpoint.secret);
  return endpoint.secret;
}

// ---- 4. Money back ------------------------------------------------------------------------------------------------

// All of it, or a part. The key is made of what is wanted, so that trying again does not pay back twice.
export async function refund(sessionID, amount) {
  const session = await paydesk.checkout.sessions.retrieve(sessionID);
  return paydesk.refunds.create(
    { payment_intent: session.payment_intent, reason: "requested_by_customer", ...(amount && { amount }) },
    { idempotencyKey: `refund-${session.client_reference_id}-${amount ?? "all"}` },
  );
}

// ---- The shop's pages ---------------------------------------------------------------------------------------------

const texts = {
  sent: "Thank you! Your cup is on its way.",
  paid: "Your payment has arrived. We are confirming your order; this page follows.",
  open: "This order is not paid yet.",
  expired: "This checkout has expired. Nothing was charged.",
  unknown: "We cannot see your payment right now. This page looks again; you need not pay again.",
};

function page(body, refresh = false) {
  const again = refresh ? '<meta http-equiv="refresh" content="2">' : "";
  return `<!doctype html><html lang="en"><meta charset="utf-8">${again}<title>Cups</title><main>${body}</main></html>`;
}

function answer(response, status, text, headers = {}) {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", ...headers }).end(text);
}

async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > 1 << 20) throw new Error("too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function buy(request, response) {
  const form = new URLSearchParams((await read(request)).toString());
  const order = form.get("order") ?? "";
  if (!isOrder(order)) return answer(response, 400, page("<h1>What order is that?</h1>"));
  try {
    const url = await startCheckout(order);
    if (url) return answer(response, 303, "", { Location: url });
    return answer(response, 200, page("<h1>This order was dealt with before.</h1>"));
  } catch (error) {
    console.error(`no checkout for ${order}: ${error.message}`);
    return answer(response, 503, page("<h1>Paying is not possible right now. Nothing was charged.</h1>"));
  }
}

async function done(sessionID, response) {
  try {
    const state = await outcome(sessionID);
    const isUnsettled = state === "paid" || state === "open";
    return answer(response, 200, page(`<h1>${texts[state]}</h1>`, isUnsettled));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      return answer(response, 404, page("<h1>We do not know this checkout.</h1>"));
    }
    return answer(response, 200, page(`<h1>${texts.unknown}</h1>`, true));
  }
}

async function webhook(request, response, secret) {
  const body = await read(request); // bytes, not parsed JSON: the signature is over these
  try {
    await receive(body, request.headers["stripe-signature"], secret);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return answer(response, 400, "signature");
    throw error;
  }
  return answer(response, 200, "ok"); // only now: what fails before is delivered again
}

function shop(response) {
  const price = `${(product.amount / 100).toFixed(2)} ${product.currency.toUpperCase()}`;
  // The order's number is in the form, so that pressing Buy twice is one order.
  const order = randomBytes(8).toString("hex");
  return answer(
    response,
    200,
    page(
      `<h1>${product.name}</h1><p>${price}</p><form method="post" action="/buy">` +
        `<input type="hidden" name="order" value="${order}"><button>Buy</button></form>`,
    ),
  );
}

await mkdir(folder, { recursive: true });
const secret = await webhookSecret();
const server = createServer(async (request, response) => {
  const address = new URL(request.url, shopURL);
  try {
    const route = `${request.method} ${address.pathname}`;
    if (route === "GET /") shop(response);
    else if (route === "POST /buy") await buy(request, response);
    else if (route === "GET /done") await done(address.searchParams.get("session_id") ?? "", response);
    else if (route === "POST /webhook") await webhook(request, response, secret);
    else answer(response, 404, page("<h1>Nothing here.</h1>"));
  } catch (error) {
    console.error(error.message);
    if (!response.headersSent) answer(response, 500, page("<h1>Something went wrong.</h1>"));
  }
});
server.listen(Number(new URL(shopURL).port || 80), "127.0.0.1", () => console.log(`open ${shopURL}`));
