// A large paper over a line that breaks: it goes on where it was.
import { writeFile } from "node:fs/promises";
import type { Request } from "@playwright/test";
import * as applicant from "../applicant";
import { phone } from "../browser";
import { type Actor, expect, test } from "../fixtures";
import { pdf } from "../papers";

const part = 512 * 1024; // what the page sends at a time
const offset = (request: Request) => Number(request.headers()["upload-offset"]);

/** The requests of the uploads of a page. While the line is cut, all but the first part fails. */
async function watched({ page }: Actor): Promise<{ asked: Request[]; cut: () => void; mend: () => void }> {
  const asked: Request[] = [];
  let broken = false;
  await page.route(/\/uploads/, async (route) => {
    asked.push(route.request());
    const first = route.request().method() === "PATCH" && offset(route.request()) === 0;
    await (broken && !first && route.request().method() !== "POST" ? route.abort("connectionfailed") : route.continue());
  });
  return { asked, cut: () => (broken = true), mend: () => (broken = false) };
}

const parts = (asked: Request[]) => asked.filter((r) => r.method() === "PATCH").map(offset);
const begun = (asked: Request[]) => asked.filter((r) => r.method() === "POST").length;

async function apply(actor: Actor, file: string): Promise<void> {
  await applicant.application(actor, "Farid Rahimi");
  await applicant.need(actor, "residence-title").locator("input[type=file]").setInputFiles(file);
  await applicant.handIn(actor, "identity-document", applicant.passport());
  await actor.page.getByRole("button", { name: actor.say("task.next") }).click();
}

test("a line that breaks costs a part of a paper, and so does leaving the page", async ({ open }, info) => {
  const file = info.outputPath("aufenthaltstitel.pdf");
  await writeFile(file, pdf("", "Residence title", 2.5 * part).buffer);
  const farid = await open("farid", phone);
  const { page, say } = farid;
  await applicant.begin(farid);
  await applicant.task(farid, "apply");
  const line = await watched(farid);

  line.cut();
  await apply(farid, file);
  await expect(applicant.need(farid, "residence-title").getByText(say("upload.lost"))).toBeVisible();
  expect(new Set(parts(line.asked))).toEqual(new Set([0, part]));
  await page.reload();
  line.mend();
  line.asked.length = 0;
  await apply(farid, file);
  await expect(page.getByRole("heading", { level: 1, name: say("check.title") })).toBeVisible();
  await expect(page.getByText("aufenthaltstitel.pdf")).toBeVisible();
  expect(begun(line.asked), "only the small paper is begun anew").toBe(1);
  expect(parts(line.asked).filter((at) => at > 0)).toEqual([part, 2 * part]);
});

test("the page goes on by itself when the line is back", async ({ open }, info) => {
  const file = info.outputPath("aufenthaltstitel.pdf");
  await writeFile(file, pdf("", "Residence title", 2.5 * part).buffer);
  const oksana = await open("oksana", phone);
  const { page, say } = oksana;
  await applicant.begin(oksana);
  await applicant.task(oksana, "apply");
  const line = await watched(oksana);
  line.cut();
  await apply(oksana, file);
  await expect(applicant.need(oksana, "residence-title").getByText(say("upload.lost"))).toBeVisible();
  line.mend();
  await expect(page.getByRole("heading", { level: 1, name: say("check.title") })).toBeVisible();
  expect(begun(line.asked), "each paper is begun once").toBe(2);
  expect(new Set(parts(line.asked))).toEqual(new Set([0, part, 2 * part]));
});
