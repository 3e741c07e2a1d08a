// Two diagrams side by side: a step on the first one, then what becomes of it on the
// second. It fills the select boxes of the page, which do the same without it.

/** One of the two diagrams. */
export interface Side {
  clicked(told: (id: string) => void): void;
  choose(id: string | undefined, marker: string): void;
}

const boxOf = (id: string) => document.querySelector<HTMLSelectElement>(`select[name="map-${CSS.escape(id)}"]`);
const nameOf = (box: HTMLSelectElement) => box.closest("tr")?.querySelector("th")?.firstChild?.textContent?.trim() ?? box.name;

export function pair(from: Side, to: Side): void {
  const line = document.querySelector<HTMLElement>("[data-pair-told]");
  const tell = (key: string, more = "") => {
    if (line) line.textContent = `${line.dataset[key] ?? ""} ${more}`.trim();
  };
  let open: HTMLSelectElement | undefined;
  if (line) line.hidden = false;
  tell("first");
  from.clicked((id) => {
    open = boxOf(id) ?? undefined;
    from.choose(open && id, "chosen");
    to.choose(open?.value, "chosen");
    if (open) tell("then", nameOf(open));
    else tell("unfit");
  });
  to.clicked((id) => {
    const option = open && [...open.options].find((o) => o.value === id);
    if (!open || !option) {
      tell("unfit");
      return;
    }
    open.value = id;
    open.dispatchEvent(new Event("change", { bubbles: true }));
    to.choose(id, "chosen");
    tell("set", `${nameOf(open)} → ${option.text}`);
  });
}
