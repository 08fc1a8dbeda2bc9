(() => {
  const { statusUrl } = document.currentScript.dataset;
  const part = (id) => document.getElementById(id);
  const show = (id, visible) => { part(id).hidden = !visible; };
  let opened = false;
  let ended = false;

  part("open").addEventListener("submit", () => {
    opened = true;
    // After the submission has been read from the form, so that hiding it does not cancel it.
    setTimeout(() => {
      // Another language would load the frame again, which then waits for another window.
      part("languages")?.setAttribute("hidden", "");
      show("ask", false);
      show("waiting", true);
      show("again", true);
    });
  });

  const look = async () => {
    const answer = await fetch(statusUrl, { cache: "no-store", credentials: "omit" });
    if (!answer.ok || ended) return;
    const { status, approved } = await answer.json();
    if (ended) return;
    ended = status !== "waiting";
    show("ask", false);
    show("waiting", !ended && !approved);
    show("approved", !ended && approved);
    if (!ended) return;
    show(status, true);
    show("again", status !== "connected");
  };

  const watch = async () => {
    if (opened) await look().catch(() => {});
    if (!ended) setTimeout(watch, 2000);
  };
  // A hidden page's timers are slowed down; looking when it is seen again makes up for that.
  document.addEventListener("visibilitychange", () => { if (opened) look().catch(() => {}); });
  watch();
})();
