// Makes photos smaller before they are sent: a sheet of paper is still readable
// at 2,400 pixels, and a phone on a weak line needs a tenth of the time.

const side = 2400;
const worthwhile = 1_000_000; // bytes

async function shrunk(file: File): Promise<File> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

/** Replaces a chosen photo by a smaller one. A photo that cannot be read here is sent as it is. */
export function shrink(input: HTMLInputElement): void {
  const progress = input.closest(".ds-field")?.querySelector<HTMLElement>("[data-progress]");
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file || !file.type.startsWith("image/") || file.size < worthwhile) return;
    if (progress) {
      progress.textContent = progress.dataset["shrinking"] ?? "";
      progress.hidden = false;
    }
    try {
      const files = new DataTransfer();
      files.items.add(await shrunk(file));
      input.files = files.files;
    } catch {
      // e.g. HEIC outside Safari
    } finally {
      if (progress) progress.hidden = true;
    }
  });
}
