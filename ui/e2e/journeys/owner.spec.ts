// Publish and migrate by keyboard alone, through the outline and without JavaScript: a
// step goes, a second person publishes, and the cases that stood at it need a map.
import type { Locator } from "@playwright/test";
import { inspect } from "../axe";
import { type Actor, expect, test } from "../fixtures";
import { becomes, each, get, narrow, parking, post, publish } from "../owners";

const all = 6;
const behind = 2; // stand at the step that goes
const gone = "Activity_0aufnehmen";
const next = "Activity_1vermerk";
const process = "/studio/processes/street-parking";

/** Goes to something with the tabulator, as often as it takes. */
async function tab({ page }: Actor, to: Locator): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tabulator does not come to ${to}`);
}

/** Presses a button, or follows a link, that the tabulator came to; gives back when the next page is there. */
async function press(actor: Actor, what: Locator): Promise<void> {
  await tab(actor, what);
  await Promise.all([actor.page.waitForEvent("load"), actor.page.keyboard.press("Enter")]);
}

const button = ({ page, say }: Actor, key: string) => page.getByRole("button", { name: say(key), exact: true });
const link = ({ page, say }: Actor, key: string) => page.getByRole("link", { name: say(key), exact: true });

async function write(actor: Actor, field: string, text: string): Promise<void> {
  await tab(actor, actor.page.locator(field));
  await actor.page.keyboard.type(text);
}

test("publish and migrate by keyboard alone", async ({ open, own: at }) => {
  test.setTimeout(300_000);
  const keys = { at, javaScriptEnabled: false, viewport: { width: 1280, height: 800 } };
  const lindner = await open("lindner", { ...keys, to: "/studio" });
  const berger = await open("berger", { ...keys, to: "/studio" });
  const leyla = await open("leyla", { at });
  await publish(lindner, berger, parking((text) => text.replaceAll("resident-parking", "street-parking")));
  const ids = await each([...Array(all).keys()], 3, async (i) => {
    const started = await post<{ id: string; tasks: { id: string }[] }>(leyla, "/cases", { caseType: "street-parking" });
    if (i < behind) await post(leyla, `/tasks/${started.tasks[0]!.id}/completion`, { values: { zone: "A1" } });
    return started.id;
  });

  await test.step("a draft of the process; in its outline a step goes", async () => {
    const { page } = lindner;
    await page.goto("/studio");
    const choice = page.locator("#process");
    await tab(lindner, choice);
    for (let i = 0; i < 9 && (await choice.inputValue()) !== "street-parking"; i++) await page.keyboard.press("ArrowDown");
    await press(lindner, button(lindner, "draft.new.go"));
    await expect(page).toHaveURL(/\/studio\/drafts\/[^/]+$/);
    await press(lindner, link(lindner, "draft.part.outline"));
    await inspect(lindner);
    await tab(lindner, page.locator(`#step-${gone} summary`));
    await page.keyboard.press("Enter");
    await press(lindner, page.locator(`#step-${gone} button[value="remove"]`));
    await expect(page.locator(`#step-${gone}`)).toHaveCount(0);
    await press(lindner, link(lindner, "draft.part.overview"));
  });

  await test.step("it is proposed, with what changes for whom", async () => {
    const { page, say } = lindner;
    await press(lindner, button(lindner, "draft.propose"));
    await expect(page).toHaveURL(/\/studio\/proposals\//);
    await inspect(lindner);
    await narrow(lindner);
    await write(lindner, "#clerks-de", "Anträge werden nicht mehr eigens aufgenommen.");
    await write(lindner, "#applicants-de", "Ein Schritt im Amt fällt weg.");
    await press(lindner, button(lindner, "proposals.save"));
    await expect(page.getByRole("button", { name: say("proposals.approve") })).toHaveCount(0);
  });

  await test.step("a second person sees what is different and publishes it", async () => {
    const { page, say } = berger;
    await page.goto("/studio");
    await press(berger, link(berger, "proposals.title"));
    await press(berger, page.locator("main li a").first());
    await expect(page.getByRole("region", { name: say("diff.title") })).toContainText("Antrag aufnehmen");
    await inspect(berger);
    await narrow(berger);
    await press(berger, button(berger, "proposals.approve"));
    await press(berger, link(berger, "releases.title"));
    await expect(page.getByRole("main")).toContainText("Ein Schritt im Amt fällt weg.");
    await inspect(berger);
    await narrow(berger);
  });

  await test.step("running cases stay until a plan moves them; two cannot go", async () => {
    const { page, say } = lindner;
    await page.goto(process);
    await press(lindner, link(lindner, "move.title"));
    await expect(page.getByRole("heading", { name: say("move.positions", { count: all }) })).toBeVisible();
    await inspect(lindner);
    await write(lindner, "#notice-de", "Ein Schritt im Amt fällt weg.");
    await press(lindner, button(lindner, "move.try"));
    await becomes(lindner, "tried");
    await expect(page.getByRole("region", { name: say("plan.obstacles", { count: behind }) })).toContainText("Antrag aufnehmen");
    await inspect(lindner);
    await press(lindner, button(lindner, "plan.do.start"));
    await becomes(lindner, "done");
    await expect(page.getByRole("main")).toContainText(say("plan.n.moved", { count: all - behind }));
  });

  await test.step("with a map they go too, and none is lost", async () => {
    const { page, say } = lindner;
    await press(lindner, link(lindner, "plan.again"));
    const map = page.locator(`#map-${gone}`);
    await tab(lindner, map);
    for (let i = 0; i < 9 && (await map.inputValue()) !== next; i++) await page.keyboard.press("ArrowDown");
    await press(lindner, button(lindner, "move.try"));
    await becomes(lindner, "tried");
    await press(lindner, button(lindner, "plan.do.start"));
    await becomes(lindner, "done");
    await expect(page.getByRole("main")).toContainText(say("plan.n.moved", { count: behind }));
    const { running } = await get<{ running: number }>(lindner, "/processes/street-parking");
    expect(running).toBe(all);
    for (const id of ids) expect((await get<{ moves: unknown[] }>(lindner, `/cases/${id}/diagram`)).moves).toHaveLength(1);
  });

  await test.step("a case on its diagram is reached by keyboard too", async () => {
    const { page, say } = lindner;
    await press(lindner, page.locator("#cases ~ ul a, section[aria-labelledby=cases] ul.lines a").first());
    await expect(page.getByRole("region", { name: say("studio.visits") })).toContainText("Ausweis beantragen");
    await inspect(lindner);
    await narrow(lindner);
  });

  await test.step("a clerk of the agency reads what is new", async () => {
    const { page, say, ...brandt } = await open("brandt", { at, to: "/work" });
    await page.getByText(say("news.inbox")).click();
    await expect(page.getByText("Anträge werden nicht mehr eigens aufgenommen.")).toBeVisible();
    await inspect({ page, say, ...brandt });
    await page.locator("[data-open]").first().click();
    await expect(page.getByText(say("news.task"))).toBeVisible();
  });
});
