// Looks again while the outcome is open: every half second at first, later less often, then never.
"use strict";

(() => {
  const news = document.getElementById("news");
  let looks = 0;

  async function look() {
    looks += 1;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const latest = page.getElementById("news");
      if (latest && latest.textContent !== news.textContent) {
        document.title = page.title;
        news.replaceChildren(...latest.childNodes);
      }
    } catch {
      // The store is away for a moment; the next look will tell.
    }
    if (news.querySelector(".spinner") && looks < 120) setTimeout(look, looks < 20 ? 500 : 5000);
  }

  setTimeout(look, 500);
})();
