// SmartRecruiters closes the pop-up and refreshes its page by itself once the company is connected.
const widget = document.getElementById("widget");
const { statusUrl, doneUrl, integrationId: before } = widget.dataset;
const READING_TIME = 3000;
const INTERVAL = 1000;

async function enabledIntegration() {
  try {
    const answer = await fetch(statusUrl, { cache: "no-store" });
    return (await answer.json()).integrationId;
  } catch {
    return before;
  }
}

async function watch() {
  const now = await enabledIntegration();
  if (now && now !== before) {
    setTimeout(() => location.assign(doneUrl), READING_TIME);
  } else {
    setTimeout(watch, INTERVAL);
  }
}

watch();
