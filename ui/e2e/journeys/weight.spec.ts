// What an applicant's case page costs on a prepaid phone the first time.
import * as applicant from "../applicant";
import { phone } from "../browser";
import { expect, test } from "../fixtures";
import { place } from "../personas";

const most = 40_000; // bytes as they cross the network, with headers

test("the case page is light", async ({ open, browser }) => {
  const farid = await open("farid", phone);
  await applicant.begin(farid);
  const storageState = await farid.page.context().storageState();
  const fresh = await browser.newContext({ ...phone, storageState, baseURL: place().url });
  const page = await fresh.newPage();
  const devtools = await fresh.newCDPSession(page);
  await devtools.send("Network.enable");
  const names = new Map<string, string>();
  const sizes: string[] = [];
  let sum = 0;
  devtools.on("Network.responseReceived", ({ requestId, response }) => names.set(requestId, response.url));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const name = new URL(names.get(requestId)!);
    if (name.protocol === "data:") return; // is inside of the style sheet and was counted there
    sum += encodedDataLength;
    sizes.push(`${encodedDataLength} ${name.pathname}`);
  });
  await page.goto(farid.page.url(), { waitUntil: "networkidle" });
  await fresh.close();
  console.log(`first load of the case page: ${(sum / 1000).toFixed(1)} kB (${sizes.join(", ")})`);
  expect(sum).toBeGreaterThan(5_000); // else nothing was measured
  expect(sum).toBeLessThan(most);
});
