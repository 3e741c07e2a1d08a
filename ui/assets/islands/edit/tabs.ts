// The panels beside a canvas, as tabs that a keyboard can work.

export class Tabs {
  private readonly tabs: HTMLElement[];

  constructor(list: HTMLElement) {
    this.tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab));
    list.addEventListener("keydown", (event) => this.move(event));
    const first = this.tabs[0];
    if (first) this.show(first);
  }

  /** Shows the panel of a name. */
  open(panel: string): void {
    const tab = this.tabs.find((one) => one.getAttribute("aria-controls") === panel);
    if (tab) this.show(tab);
  }

  private show(shown: HTMLElement): void {
    for (const tab of this.tabs) {
      const on = tab === shown;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !on;
    }
  }

  private move(event: KeyboardEvent): void {
    const at = this.tabs.findIndex((tab) => tab.tabIndex === 0);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? this.tabs.length - 1 : step === undefined ? undefined : at + step;
    const tab = to === undefined ? undefined : this.tabs[(to + this.tabs.length) % this.tabs.length];
    if (!tab) return;
    event.preventDefault();
    this.show(tab);
    tab.focus();
  }
}
