(() => {
  const { url } = document.currentScript.dataset;
  const part = (id) => document.getElementById(id);
  let looks = 0;

  const look = async () => {
    const answer = await fetch(url, { cache: "no-store", headers: { accept: "application/json" } });
    if (answer.status === 429 || answer.status >= 500) return wait();
    // The same address answers with the end, or leads to SmartRecruiters.
    if (!answer.ok) return location.replace(url);
    const { status, asked, seconds } = await answer.json();
    if (status === "ended") return location.replace(url);
    if (asked) {
      part("asking").classList.add("now");
      part("asking").setAttribute("aria-current", "step");
    }
    part("seconds").textContent = seconds;
    return wait();
  };

  // At first often: most exchanges end within seconds.
  const wait = () => setTimeout(() => look().catch(wait), looks++ < 10 ? 500 : 2000);
  wait();
})();
