import { afterAll, beforeAll, expect, it } from "vitest";
import { erasePerson } from "../../src/service/erase-person.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Riley's request was reviewed by Sam and by Morgan's delegate; Ada changed settings, paused sending and withdrew one. */
let bot: RunningBot;
beforeAll(async () => {
  const variation = new Variation().stages("Finance Data", "morgan");
  const both = ["sam", "morgan"].map((name) => variation.user(name));
  variation.settings("idProtection", { primaryApprovers: both, fallbackApprovers: [] });
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const [riley, sam, morgan, ada, omar] = await bot.installed(
    "riley",
    "sam",
    "morgan",
    "ada",
    "omar",
  );
  await ask(morgan, "delegate to omar@contoso.example", /Omar Haddad/);
  await ask(ada, "settings id-protection fallback add ada@contoso.example", /confirm a change/);
  await ada.click(await card(ada, "confirm"), "confirm");
  await riley.say('request "Finance Data" because quarterly close');
  await sam.click(await approvalCard(sam), "approve", { justification: "Spoke to the person" });
  const second = await eventually(() => {
    const shown = omar.messages().findLast((m) => JSON.stringify(m).includes('"verb":"approve"'));
    return shown && chat(omar).includes("Finance Data") ? shown : undefined;
  });
  await omar.click(second, "approve", { justification: "needed" });
  await eventually(() => chat(riley).includes("You now have access"));
  await riley.say('request "Customer Records" because the audit');
  await approvalCard(sam, "R-1002");
  await ask(ada, "cancel R-1002 because it was a mistake", /withdrawn/);
  await ask(ada, "sending pause because the cards were odd", /is paused/);
  await bot.stored();
}, 60_000);
afterAll(() => bot.stop());

it.each(["riley", "sam", "morgan", "omar", "ada"])(
  "U1 nothing that is kept names %s after the erasure, and the trail still verifies",
  async (name) => {
    const { store: open } = bot.riskgate.context;
    const store = open as AuditedStore;
    const user = bot.tenant.users.find((u) => u.userPrincipalName.startsWith(`${name}@`));
    if (!user) throw new Error(`nobody is called ${name}`);
    const naming = async (): Promise<string[]> => {
      const files = Object.entries(await bot.stored());
      const names = [user.displayName, user.userPrincipalName];
      return files
        .filter(([, text]) => names.some((word) => text.includes(word)))
        .map(([path]) => path);
    };
    expect(await naming()).not.toEqual([]);
    expect(await erasePerson(store, user.id)).toMatchObject({ kind: "erased" });
    expect(await naming()).toEqual([]);
    expect((await walkTrail(store.auditTrail, () => store.now())).problems).toEqual([]);
    if (name === "ada") expect(JSON.stringify(await bot.stored())).not.toContain("were odd");
  },
  30_000,
);
