// What the studio is for: a process owner drops a needless step, a second one looks at
// the difference and publishes it, and the running cases go over. Without JavaScript.
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { type Actor, expect, test as base } from "../fixtures";
import { type Stack, startStack } from "../stack";
import { within } from "../words";

/** A stack of its own with running cases: what is published here must not reach other journeys. */
const test = base.extend<object, { own: Stack }>({
  own: [
    async ({}, use) => {
      const stack = await startStack({ seed: true });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

const process = "/studio/processes/language-course";

async function narrow({ page }: Actor): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  await reflows(page);
  await page.setViewportSize(desk.viewport);
}

/** Presses a button by keyboard. */
async function press({ page }: Actor, name: string): Promise<void> {
  await page.getByRole("button", { name }).focus();
  const sent = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.keyboard.press("Enter");
  await sent;
}

/** The figure of running cases on the page of the process. */
async function running({ page }: Actor): Promise<number> {
  await page.goto(process);
  const numbers = await page.locator(".bar .quiet").innerText();
  return Number(/\d+/.exec(numbers)?.[0]);
}

test("a needless step goes, a second person publishes, and running cases follow", async ({ open, own: at }) => {
  const lindner = await open("lindner", { at, javaScriptEnabled: false, to: "/studio" });
  const berger = await open("berger", { at, javaScriptEnabled: false });
  const before = await running(lindner);
  expect(before).toBeGreaterThan(0);

  await test.step("the step goes from the draft, and nothing stands in the way", async () => {
    const { page, say } = lindner;
    await page.goto("/studio");
    await press(lindner, say("draft.new.go"));
    await expect(page).toHaveURL(/\/studio\/drafts\/[^/]+$/);
    const draft = page.url();
    await page.goto(`${draft}/outline`);
    await page.locator("#step-tellStart summary").focus();
    await page.keyboard.press("Enter");
    await page.locator('#step-tellStart button[value="remove"]').focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("#step-tellStart")).toHaveCount(0);
    await page.goto(draft);
    await expect(page.getByRole("heading", { name: within(say("draft.severity.error")) })).toHaveCount(0);
    await press(lindner, say("draft.propose"));
    await expect(page).toHaveURL(/\/studio\/proposals\//);
    await inspect(lindner);
    await narrow(lindner);
    await page.locator("#applicants-de").fill("Über den Kursbeginn bekommen Sie nur noch eine Nachricht.");
    await press(lindner, say("proposals.save"));
    await expect(page.getByRole("button", { name: say("proposals.approve") })).toHaveCount(0);
  });

  await test.step("a second person sees what is different and publishes it", async () => {
    const { page, say } = berger;
    await page.goto(new URL(lindner.page.url()).pathname);
    await expect(page.getByRole("region", { name: say("diff.title") })).toContainText("Kursbeginn mitteilen");
    await inspect(berger);
    await narrow(berger);
    await press(berger, say("proposals.approve"));
    await page.getByRole("link", { name: say("releases.title") }).click();
    await expect(page.getByRole("main")).toContainText("Über den Kursbeginn bekommen Sie nur noch eine Nachricht.");
    await inspect(berger);
    await narrow(berger);
  });

  await test.step("running cases go over, and none is lost", async () => {
    const { page, say } = lindner;
    expect(await running(lindner), "publishing leaves running cases where they are").toBe(before);
    await page.goto(`${process}/migrate`);
    await page.getByRole("heading", { name: say("move.positions", { count: before }) }).waitFor();
    await press(lindner, say("move.try"));
    await state(lindner, "tried");
    await expect(page.getByRole("main")).toContainText(say("plan.n.would", { count: before }));
    await press(lindner, say("plan.do.start"));
    await state(lindner, "done");
    await expect(page.getByRole("main")).toContainText(say("plan.n.moved", { count: before }));
    expect(await running(lindner)).toBe(before);
  });
});

/** Looks again until a plan is in a state. */
async function state({ page, say }: Actor, name: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    const heading = page.getByRole("heading", { name: within(say("plan.progress")) });
    await expect(heading).toHaveText(`${say("plan.progress")} ${say(`plan.state.${name}`)}`, { timeout: 200 });
  }).toPass();
}
