// Draws lent PDF documents on the page. Each is fetched once and whole, because
// every fetch is a read that goes on record.
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from "pdfjs-dist";

const most = 40; // pages drawn; the link opens the rest

async function draw(pdf: PDFDocumentProxy, number: number, sheet: HTMLElement): Promise<void> {
  const page = await pdf.getPage(number);
  const wide = Math.max(sheet.clientWidth, 480) * Math.min(devicePixelRatio, 2);
  const viewport = page.getViewport({ scale: wide / page.getViewport({ scale: 1 }).width });
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${sheet.dataset["page"] ?? ""} ${number}`);
  sheet.append(canvas);
  await page.render({ canvas, viewport }).promise;
}

async function show(sheet: HTMLElement): Promise<void> {
  GlobalWorkerOptions.workerSrc = sheet.dataset["worker"] ?? "";
  try {
    const pdf = await getDocument({
      url: sheet.dataset["pdf"] ?? "",
      isEvalSupported: false,
      disableRange: true,
      disableAutoFetch: true,
      enableXfa: false,
    }).promise;
    for (let number = 1; number <= Math.min(pdf.numPages, most); number++) await draw(pdf, number, sheet);
  } catch {
    sheet.textContent = sheet.dataset["failed"] ?? "";
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    void show(entry.target as HTMLElement);
  }
});
document.querySelectorAll("[data-pdf]").forEach((sheet) => seen.observe(sheet));
