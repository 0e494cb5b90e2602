// Looks again until the webhook has arrived: first every half second, later less often, then never.
"use strict";

(() => {
  const session = document.querySelector("[data-watch]").dataset.watch;
  const longest = 120;
  let looks = 0;

  async function look() {
    looks += 1;
    try {
      const answer = await fetch("/store/orders/" + encodeURIComponent(session), { cache: "no-store" });
      const order = answer.ok ? await answer.json() : null;
      if (order && order.status !== "created") {
        location.reload();
        return;
      }
    } catch {
      // The store is away for a moment; the next look will tell.
    }
    if (looks < longest) setTimeout(look, looks < 20 ? 500 : 3000);
  }

  setTimeout(look, 500);
})();
