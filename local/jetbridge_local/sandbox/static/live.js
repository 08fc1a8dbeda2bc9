// Shows what has happened meanwhile, unless a form is being filled in or a button about to be pressed.
const live = document.getElementById("live");
const INTERVAL = 1500;

function isInUse() {
  return live.querySelector("form:focus-within, details:focus-within, details[open]") !== null;
}

function show(now) {
  const focused = live.contains(document.activeElement) ? document.activeElement.href : "";
  live.replaceChildren(...now.childNodes);
  const again = [...live.querySelectorAll("a")].find((link) => link.href === focused);
  again?.focus({ preventScroll: true });
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("live");
    if (now && !isInUse() && now.innerHTML !== live.innerHTML) {
      show(now);
    }
  } catch {
    // The next look may find it.
  }
  setTimeout(look, INTERVAL);
}

setTimeout(look, INTERVAL);
