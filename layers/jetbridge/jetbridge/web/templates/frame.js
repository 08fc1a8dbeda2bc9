(() => {
  const { statusUrl } = document.currentScript.dataset;
  const part = (id) => document.getElementById(id);
  const show = (id, visible) => { part(id).hidden = !visible; };
  let opened = false;
  let ended = false;

  part("open").addEventListener("submit", () => {
    opened = true;
    // After the submission has been read from the form, so that hiding it does not cancel it.
    setTimeout(() => { show("ask", false); show("waiting", true); show("again", true); });
  });

  const look = async () => {
    const answer = await fetch(statusUrl, { cache: "no-store", credentials: "omit" });
    const { status } = await answer.json();
    if (ended || status === "waiting") return;
    ended = true;
    show("ask", false);
    show("waiting", false);
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
