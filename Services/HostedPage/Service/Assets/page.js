// The payment page's only script. It stands in <head>, before the form, and listens on the document: there is no
// moment at which the Pay button exists and this does not. Everything here is comfort; what must hold is held by
// the server: without this script the card form posts to the vault and comes back, and pressing Pay twice pays once.
(() => {
  'use strict';

  const byId = (id) => document.getElementById(id);
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const pagePath = () => '/c/pay/' + encodeURIComponent(document.body.dataset.session);
  const statusPath = () => pagePath() + '/status';
  const fieldIds = { number: 'card-number', exp: 'card-expiry', cvc: 'card-code', name: 'card-name', email: 'email' };

  let busy = false;
  // The token of a card that the vault took and whose payment is not known to have been tried: it is used again
  // rather than made anew, so that a repeated press is the same payment.
  let heldToken = null;

  // ---- What the customer sees

  function setBusy(on) {
    busy = on;
    const button = byId('pay');
    if (!button) return;
    button.dataset.label = button.dataset.label || button.textContent;
    button.disabled = on;
    button.textContent = on && button.dataset.busy ? button.dataset.busy : button.dataset.label;
  }

  function say(text) {
    const progress = byId('progress');
    if (progress && progress.textContent !== text) progress.textContent = text;
  }

  function sentence(code) {
    const list = [...document.querySelectorAll('#sentences li')];
    return list.find((item) => item.dataset.code === code) || list.find((item) => item.dataset.code === 'other');
  }

  function clearFaults() {
    say('');
    const alert = byId('alert');
    if (alert) { alert.hidden = true; alert.textContent = ''; }
    for (const id of Object.values(fieldIds)) clearFault(byId(id));
  }

  function clearFault(input) {
    const place = input && byId(input.id + '-fault');
    if (!place) return;
    input.removeAttribute('aria-invalid');
    place.removeAttribute('role');
    place.textContent = '';
  }

  // Shows what `code` means at its field, or above the form when it belongs to none.
  function showFault(given, parameter) {
    // The vault's limit is either this page's or everybody's; only the first is the customer's to know.
    const code = given === 'rate_limit' && parameter !== 'ticket' ? 'other' : given;
    const item = sentence(code);
    const text = item ? item.textContent : code;
    const field = (item && item.dataset.code === code && item.dataset.field) || parameter;
    const input = byId(fieldIds[field]);
    const place = input && byId(input.id + '-fault');
    if (place) {
      input.setAttribute('aria-invalid', 'true');
      place.setAttribute('role', 'alert');
      place.textContent = text;
      return input;
    }
    const alert = byId('alert');
    alert.textContent = text;
    alert.hidden = false;
    return alert;
  }

  // What is plainly missing is said at once; what is wrong with a card is the vault's to say.
  function isFilledIn() {
    const faults = [];
    const email = byId('email');
    if (email && !email.value.trim()) faults.push('email_missing');
    else if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.value.trim())) faults.push('email_invalid');
    if (!byId('card-number').value.trim()) faults.push('number_missing');
    if (!byId('card-expiry').value.trim()) faults.push('exp_missing');
    if (!byId('card-code').value.trim()) faults.push('cvc_missing');
    const places = faults.map((code) => showFault(code));
    if (places.length > 0) places[0].focus();
    return places.length === 0;
  }

  // ---- Paying

  async function ask(url, options, milliseconds) {
    const answer = await fetch(url, {
      redirect: 'error', cache: 'no-store', signal: AbortSignal.timeout(milliseconds), ...options,
      headers: { Accept: 'application/json' },
    });
    const body = await answer.json();
    return { status: answer.status, body, fault: body.error || null };
  }

  function askVault(form) {
    return ask(form.getAttribute('action'), {
      method: 'POST', body: new URLSearchParams(new FormData(form)), mode: 'cors', credentials: 'omit',
    }, 20000);
  }

  // The card goes to the vault, which answers with a token. A ticket that got too old is exchanged once, unseen.
  async function takeCard(form) {
    let answer = await askVault(form);
    if (answer.fault && answer.fault.code === 'ticket_expired') {
      const outcome = await ask(pagePath() + '/outcome?wait=0', {}, 10000);
      if (outcome.body.ticket) {
        form.elements.ticket.value = outcome.body.ticket;
        answer = await askVault(form);
      }
    }
    return answer;
  }

  // Tells the page's server to pay, until it answers: the server knows this token and will not pay twice.
  async function confirm(payForm) {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      if (attempt > 0) await pause(Math.min(500 * 2 ** (attempt - 1), 5000));
      try {
        const answer = await ask(payForm.getAttribute('action'), {
          method: 'POST', body: new URLSearchParams(new FormData(payForm)), keepalive: true,
        }, 15000);
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch (_) {
        // The connection was lost or the answer was not readable: the next round asks again.
      }
      const item = sentence('reconnecting');
      if (item) say(item.textContent);
    }
    return null;
  }

  async function pay(cardForm) {
    if (busy) return;
    clearFaults();
    if (!isFilledIn()) return;
    setBusy(true);
    let fault = { code: 'unreachable' };
    try {
      if (!heldToken) {
        const card = await takeCard(cardForm);
        heldToken = card.body.token || null;
        fault = card.fault || fault;
      }
      if (heldToken) {
        const payForm = byId('pay-form');
        payForm.elements.token.value = heldToken;
        const answer = await confirm(payForm);
        // Replaced, not added: the way back from the shop leads to where the customer came from, not to a paid form.
        if (answer && answer.body.next) return void location.replace(answer.body.next);
        if (answer && answer.status === 403) return void location.reload();
        fault = (answer && answer.fault) || { code: 'unreachable' };
        if (answer && fault.param !== 'email') heldToken = null;
      }
    } catch (_) {
      // The vault could not be reached; nothing has been sent to anybody who could charge.
    }
    say('');
    setBusy(false);
    showFault(fault.code, fault.param).focus();
  }

  document.addEventListener('click', (event) => {
    // Set before the browser validates the form, whose own bubbles cannot be read by everybody.
    const button = event.target instanceof Element && event.target.closest('button');
    if (button && button.form && button.form.id === 'card-form') button.form.noValidate = true;
  }, true);

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.id === 'card-form') {
      event.preventDefault();
      pay(form);
    } else if (form.id === 'pay-form' || form.id === 'retry-form') {
      const cardForm = byId('card-form');
      if (busy || cardForm) event.preventDefault();
      if (cardForm) pay(cardForm);
      else setBusy(true);
    }
  });

  // ---- Typing: light, and never in the way of pasting, autofill or fast fingers

  const grouped = (digits) => (/^3[47]/.test(digits)
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)].filter(Boolean).join(' ')
    : digits.replace(/(.{4})(?=.)/g, '$1 '));

  function expiry(text) {
    const digits = text.replace(/\D/g, '');
    if (/^[2-9]$/.test(digits)) return '0' + digits + ' / ';
    if (/^\d\s*\/$/.test(text.trim())) return '0' + digits + ' / ';
    if (digits.length < 2) return text;
    return digits.slice(0, 2) + ' / ' + digits.slice(2, 6);
  }

  function tidy(input, text) {
    if (input.id === 'card-number' && /^[\d ]{1,23}$/.test(text)) return grouped(text.replace(/ /g, ''));
    if (input.id === 'card-expiry' && /^[\d /]{1,9}$/.test(text)) return expiry(text);
    return text;
  }

  document.addEventListener('input', (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.form && input.form.id === 'card-form') heldToken = null;
    clearFault(input);
    const isTyping = event.inputType === 'insertText' && !event.isComposing;
    if (!isTyping || input.selectionStart !== input.value.length) return;
    const text = tidy(input, input.value);
    if (text !== input.value) input.value = text;
  });

  // ---- Waiting for an outcome, and noticing that another tab has paid

  async function follow() {
    for (let failures = 0; ;) {
      try {
        const { status, body } = await ask(pagePath() + '/outcome?wait=20', {}, 30000);
        if (status === 404 || (status === 200 && body.payment !== 'processing')) {
          return void location.replace(statusPath());
        }
        failures = status === 200 ? 0 : failures + 1;
      } catch (_) {
        failures += 1;
      }
      await pause(failures === 0 ? 50 : Math.min(500 * 2 ** failures, 5000));
    }
  }

  async function lookAgain() {
    if (busy || document.visibilityState !== 'visible') return;
    try {
      const { status, body } = await ask(pagePath() + '/outcome?wait=0', {}, 10000);
      if (status !== 200 || busy) return;
      if (body.status !== 'open' || body.payment === 'processing' || body.payment === 'paid') {
        location.replace(statusPath());
      }
    } catch (_) {
      // Looking was a courtesy; pressing Pay finds out.
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    const mode = document.body.dataset.mode;
    if (mode === 'follow') follow();
    if (mode === 'reload') setTimeout(() => location.reload(), 3000);
    if (mode === 'checkout') {
      document.addEventListener('visibilitychange', lookAgain);
      const alert = byId('alert');
      if (alert && !alert.hidden && document.activeElement === document.body) alert.focus();
      const left = Number(byId('card-form')?.dataset.secondsLeft || 0) * 1000;
      if (left > 0 && left < 2 ** 31) setTimeout(lookAgain, left + 1000);
    }
  });

  // A page that comes back from the browser's memory may show a payment that is over.
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
})();
