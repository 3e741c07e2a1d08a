// Papers to hand in, as small as they can be and still be real files.
import { crc32, deflateSync } from "node:zlib";

export interface Paper {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A PDF of one page with one line of ASCII text, and of so many bytes more. */
export function pdf(name: string, line: string, more = 0): Paper {
  const text = `BT /F1 18 Tf 60 760 Td (${line}) Tj ET` + "\n% nothing".repeat(more / 10);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(file, "latin1") };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG picture of two colours, like a card on a table. */
export function png(name: string): Paper {
  const [width, height] = [320, 200];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, RGB
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3, 0x5a);
    row[0] = 0; // no filter
    if (y > 20 && y < height - 20) row.fill(0xd8, 1 + 30 * 3, 1 + (width - 30) * 3);
    return row;
  });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]);
  return { name, mimeType: "image/png", buffer };
}

/** A zip archive that calls itself a PDF. */
export function disguised(name: string): Paper {
  const end = Buffer.from("504b050600000000000000000000000000000000" + "0000", "hex");
  return { name, mimeType: "application/pdf", buffer: end };
}

/** A text that is no paper at all. */
export function note(name: string): Paper {
  return { name, mimeType: "text/plain", buffer: Buffer.from("This is only a note.\n") };
}
