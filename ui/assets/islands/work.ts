// The workbench from the keyboard: j and k walk the table, Enter opens, c claims,
// n opens the next task.

const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
let at = rows.findIndex((row) => row.id !== "" && row.id === decodeURIComponent(location.hash.slice(1)));

function select(index: number): void {
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
  if (!row) return;
  rows[at]?.removeAttribute("data-selected");
  at = rows.indexOf(row);
  row.setAttribute("data-selected", "");
  row.querySelector<HTMLElement>("[data-open]")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

const keys: Record<string, () => void> = {
  j: () => select(at + 1),
  k: () => select(at - 1),
  c: () => (rows[at] ?? document).querySelector<HTMLElement>("[data-claim]")?.click(),
  n: () => document.querySelector<HTMLElement>("[data-next]")?.click(),
};

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

if (at >= 0) select(at);
