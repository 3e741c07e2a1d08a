// Shows the fields that an answer makes necessary, at once.
import { hides, type Values } from "./condition";

const prefix = "f-";

function values(form: HTMLFormElement): Values {
  const all: Values = {};
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement)) continue;
    if (!control.name.startsWith(prefix) || control.type === "hidden") continue;
    const key = control.name.slice(prefix.length);
    if (control instanceof HTMLInputElement && control.type === "radio") {
      all[key] = control.checked ? control.value : (all[key] ?? "");
    } else if (control instanceof HTMLInputElement && control.type === "checkbox") {
      if (control.value === "true") all[key] = control.checked;
      else all[key] = [...((all[key] as string[] | undefined) ?? []), ...(control.checked ? [control.value] : [])];
    } else {
      all[key] = control.value;
    }
  }
  return all;
}

export function reveal(form: HTMLFormElement): void {
  const conditional = form.querySelectorAll<HTMLElement>("[data-hide-when]");
  const update = () => {
    const now = values(form);
    for (const one of conditional) {
      const hide = hides(one.dataset["hideWhen"] ?? "", now);
      if (hide !== undefined) one.toggleAttribute("data-hidden", hide);
    }
  };
  form.addEventListener("change", update);
  update();
}
