// Helps with a task's form. Without this script the form works the same.
import { resume } from "./resume";
import { reveal } from "./reveal";
import { shrink } from "./shrink";

for (const form of document.querySelectorAll<HTMLFormElement>("form.form")) {
  reveal(form);
  const files = form.querySelectorAll<HTMLInputElement>("input[data-compress]");
  files.forEach(shrink);
  resume(form);
  form.addEventListener("submit", () => {
    for (const input of files) {
      const progress = input.closest(".ds-field")?.querySelector<HTMLElement>("[data-progress]");
      if (!progress || !input.files?.length) continue;
      progress.textContent = progress.dataset["sending"] ?? "";
      progress.hidden = false;
    }
  });
}
document.querySelector<HTMLElement>("[data-focus]")?.focus();
