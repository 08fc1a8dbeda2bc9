// Shows what has happened meanwhile, unless somebody is just about to press something.
const live = document.getElementById("live");
const INTERVAL = 1500;

function inUse() {
  return live.contains(document.activeElement) || live.querySelector("details[open]") !== null;
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("live");
    if (now && !inUse() && now.innerHTML !== live.innerHTML) {
      live.replaceChildren(...now.childNodes);
    }
  } catch {
    // The next look may find it.
  }
  setTimeout(look, INTERVAL);
}

setTimeout(look, INTERVAL);
