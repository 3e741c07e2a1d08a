// Sends the files of a form in parts (tus 1.0) before the form itself: a broken line
// costs the last part only, and a page that was left goes on where it was. What the
// server refuses is left to the plain form, whose answer explains it.

const size = 512 * 1024; // of a part
const patience = 10 * 60_000; // for a line that is away
const pauses = [1, 2, 5, 10, 20]; // seconds

class Refused extends Error {}

function say(input: HTMLInputElement, name: string, percent: number): void {
  const progress = input.closest(".ds-field")?.querySelector<HTMLElement>("[data-progress]");
  if (!progress) return;
  progress.textContent = (progress.dataset[name] ?? "").replace("{n}", String(percent));
  progress.hidden = false;
}

async function ask(method: string, url: string, headers: Record<string, string> = {}, body: Blob | null = null): Promise<Response> {
  const answer = await fetch(url, { method, headers: { "Tus-Resumable": "1.0.0", ...headers }, body, credentials: "same-origin" });
  // Conflict: a part came twice, so the offset is asked for again. 5xx comes again.
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 409) throw new Refused(String(answer.status));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

const key = (input: HTMLInputElement, file: File) => `upload ${input.dataset["uploads"]} ${file.name} ${file.size} ${file.lastModified}`;

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

/** The address of the upload and how much the server has of it. */
async function begin(input: HTMLInputElement, file: File): Promise<[string, number]> {
  const known = sessionStorage.getItem(key(input, file));
  if (known) {
    try {
      return [known, Number((await ask("HEAD", known)).headers.get("Upload-Offset"))];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      sessionStorage.removeItem(key(input, file)); // its time is over
    }
  }
  const answer = await ask("POST", input.dataset["uploads"] ?? "", { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` });
  const url = answer.headers.get("Location") ?? "";
  sessionStorage.setItem(key(input, file), url);
  return [url, 0];
}

async function send(input: HTMLInputElement, file: File): Promise<void> {
  const [url, had] = await begin(input, file);
  let offset = had;
  do {
    const part = file.slice(offset, offset + size);
    say(input, offset + part.size < file.size ? "percent" : "checking", Math.floor((100 * offset) / file.size));
    const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    offset = Number((await ask("PATCH", url, headers, part)).headers.get("Upload-Offset"));
  } while (offset < file.size);
  sessionStorage.removeItem(key(input, file));
}

async function patiently(input: HTMLInputElement, file: File): Promise<void> {
  const since = Date.now();
  for (let tries = 0; ; tries++) {
    try {
      return await send(input, file);
    } catch (error) {
      if (error instanceof Refused || Date.now() - since > patience) throw error;
      say(input, "lost", 0);
      await new Promise((done) => setTimeout(done, 1000 * (pauses[Math.min(tries, pauses.length - 1)] ?? 20)));
    }
  }
}

/** Sends a form's files ahead. The file stays in its control, for the plain form, when it is refused. */
export function resume(form: HTMLFormElement): void {
  let sent = false;
  form.addEventListener("submit", async (event) => {
    const inputs = [...form.querySelectorAll<HTMLInputElement>("input[data-uploads]")].filter((input) => input.files?.length);
    if (sent || inputs.length === 0) return;
    event.preventDefault();
    sent = true;
    const button = event.submitter;
    form.setAttribute("aria-busy", "true");
    for (const input of inputs) {
      const file = input.files?.[0];
      if (!file) continue;
      try {
        await patiently(input, file);
        input.value = "";
      } catch {
        sessionStorage.removeItem(key(input, file));
      }
    }
    form.removeAttribute("aria-busy");
    form.requestSubmit(button);
  });
}
