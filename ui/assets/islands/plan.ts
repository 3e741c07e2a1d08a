// Keeps the progress of a plan fresh. Without it the page has a link to look again.
const pace = 2000; // ms

async function look(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  const live = document.querySelector("[data-live]");
  if (!fresh || !live) return;
  if (!page.querySelector("[data-at-work]")) location.reload(); // it is over: the report has come
  const focused = document.activeElement && live.contains(document.activeElement);
  if (!focused) live.innerHTML = fresh.innerHTML;
}

setInterval(() => void look().catch(() => undefined), pace);
