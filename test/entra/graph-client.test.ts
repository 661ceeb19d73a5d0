import { expect, test } from "vitest";
import { z } from "zod";
import { isNotFound } from "../../src/entra/graph-error.js";
import { operations } from "../../src/entra/operations.js";
import { useLocalGraph } from "../graph/graph-at-hand.js";
import { addRisk, addUser, guid } from "../graph/graph-world.js";

const here = useLocalGraph();
const named = z.object({ id: z.string(), displayName: z.string() });
const read = { path: { id: guid("a", 1) }, query: { $select: "id,displayName" }, answer: named };

test("a call carries the token, an id of its own and the options, and gives what the schema lets through", async () => {
  addUser(here.graph.world, "Dana Reed");
  const answer = await here.client().get(operations.readUser, read);
  expect(answer).toEqual({ id: guid("a", 1), displayName: "Dana Reed" });
  const [seen] = here.graph.seen;
  expect(seen?.path).toBe(`/v1.0/users/${guid("a", 1)}`);
  expect(seen?.query.get("$select")).toBe("id,displayName");
  expect(seen?.headers["client-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(here.logged.join()).toContain(String(seen?.headers["client-request-id"]));
});

test("values of a path cannot lead to another operation", async () => {
  const client = here.client();
  const id = `x/../../groups/${guid("b", 1)}?$select=id`;
  await expect(client.get(operations.readUser, { ...read, path: { id } })).rejects.toMatchObject({
    status: 404,
  });
  expect(here.graph.seen[0]?.path).toBe(`/v1.0/users/${id}`);
  await expect(client.get(operations.readUser, { ...read, path: { id: ".." } })).rejects.toThrow(
    RangeError,
  );
});

test("what Graph refuses comes back with its status, its code and both ids, and nothing that a person wrote", async () => {
  const text = JSON.stringify({
    error: { code: "Authorization_RequestDenied", message: "dana.reed@contoso.example may not" },
  });
  here.graph.trouble(/users/, { status: 403, text });
  const error = await here
    .client()
    .get(operations.readUser, read)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: "GraphError",
    status: 403,
    code: "Authorization_RequestDenied",
    operation: "readUser",
  });
  const { clientRequestId, requestId } = error as { clientRequestId: string; requestId: string };
  expect(clientRequestId).toBe(here.graph.seen[0]?.headers["client-request-id"]);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  const written = here.logged.join() + JSON.stringify(error) + String(error);
  expect(written).not.toContain("dana.reed");
  expect(written).not.toContain("Bearer");
});

test("an answer of another shape is an error that names the place and not what stands there", async () => {
  addUser(here.graph.world, "Dana Reed");
  const answer = z.object({ displayName: z.number() });
  const error: unknown = await here
    .client()
    .get(operations.readUser, { ...read, answer })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unexpectedAnswer", status: 200 });
  expect(String((error as Error).cause)).toContain("displayName");
  expect(String((error as Error).cause)).not.toContain("Dana");
  expect(here.graph.seen).toHaveLength(1);
});

const PAGE = "<html><body>The web gateway has nothing here.</body></html>";

test("a 404 that is not in Graph's words does not say that there is no such thing", async () => {
  const call = () => here.client().get(operations.readUser, read);
  const failure = () => call().catch((thrown: unknown) => thrown);
  expect(isNotFound(await failure())).toBe(true);
  for (const text of [PAGE, "", '{"message":"no route"}']) {
    here.graph.trouble(/users/, { status: 404, text });
    const error = await failure();
    expect(error).toMatchObject({ status: 404, code: "notGraph" });
    expect(isNotFound(error)).toBe(false);
  }
  here.graph.trouble(/users/, { status: 404, text: '{"error":{"code":"","message":"gone"}}' });
  expect(isNotFound(await failure())).toBe(true);
});

test.each(["get", "post"] as const)(
  "F1 a page of something on the way is no answer to a %s, whatever its status says",
  async (method) => {
    here.graph.trouble(/users/, { status: 200, text: PAGE });
    const client = here.client();
    const call =
      method === "get"
        ? client.get(operations.readUser, { ...read, answer: z.unknown() })
        : client.post(operations.installForPerson, { path: read.path, body: {} });
    await expect(call).rejects.toMatchObject({
      ...{ code: "unexpectedAnswer", status: 200, isOutcomeUnknown: method === "post" },
    });
    expect(here.graph.seen).toHaveLength(1);
    expect(here.logged.join()).not.toContain("gateway");
  },
);

test("without a token nothing is sent", async () => {
  const refused = Object.assign(new TypeError("secret-value"), { code: "AADSTS7000215" });
  const client = here.clientWith(() => Promise.reject(refused));
  const error: unknown = await client
    .get(operations.readUser, read)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 0, code: "noToken" });
  expect(here.logged.join()).toContain("TypeError AADSTS7000215");
  expect(here.logged.join() + String((error as Error).cause)).not.toContain("secret-value");
  expect(here.graph.seen).toEqual([]);
});

test("a redirect is not followed: a token goes to no address that nobody checked", async () => {
  here.graph.trouble(/users/, { status: 302, headers: { location: "/v1.0/groups" }, times: 9 });
  const call = here.client().get(operations.readUser, read);
  await expect(here.clock.until(call)).rejects.toMatchObject({ code: "unreachable" });
  expect(here.graph.seenAt(/groups/)).toEqual([]);
});

test("a call that takes too long ends, and one that its caller gave up ends at once", async () => {
  here.graph.trouble(/users/, { hang: true, times: 2 });
  const late = here.client().get(operations.readUser, { ...read, timeout: 800 });
  await expect.poll(() => here.graph.seen.length).toBe(1);
  here.clock.advance(800);
  await expect(late).rejects.toMatchObject({ code: "timedOut", status: 0 });
  const giveUp = new AbortController();
  const left = here.client().get(operations.readUser, { ...read, signal: giveUp.signal });
  await expect.poll(() => here.graph.seen.length).toBe(2);
  giveUp.abort();
  await expect(left).rejects.toMatchObject({ code: "aborted", status: 0 });
});

test("pages are read one after the other, with their options, and only when they are asked for", async () => {
  for (let i = 0; i < 7; i += 1) addUser(here.graph.world, `Person ${i}`);
  here.graph.pageSize = 3;
  const pages = here.client().getPages(operations.listUsers, {
    query: { $select: "id,displayName" },
    item: named,
  });
  const first = await pages.next();
  expect(first.value).toHaveLength(3);
  expect(here.graph.seen).toHaveLength(1);
  const rest: number[] = [];
  for await (const page of pages) rest.push(page.length);
  expect(rest).toEqual([3, 1]);
  expect(here.graph.seen.map(({ query }) => query.get("$select"))).toEqual(
    Array.from({ length: 3 }, () => "id,displayName"),
  );
});

test.each([
  ["another host", "https://graph.evil.example/v1.0/users?$skiptoken=2"],
  ["another version", "<root>/beta/users?$skiptoken=2"],
  ["a host in the user part", "<root>@evil.example/v1.0/users"],
  ["no address", "next"],
  ["the same page again", "<root>/v1.0/users"],
])("the next page is not read from %s", async (_, link) => {
  const root = here.graph.url;
  const body = { value: [], "@odata.nextLink": link.replace("<root>", root) };
  here.graph.trouble(/users/, { status: 200, text: JSON.stringify(body), times: 5 });
  const pages = here.client().getPages(operations.listUsers, { item: named });
  await pages.next();
  await expect(pages.next()).rejects.toMatchObject({ code: "unexpectedAnswer" });
  expect(here.graph.seen).toHaveLength(1);
});

test("ID Protection is asked once in a second at most, and people go before what nobody waits for", async () => {
  const people = [1, 2, 3].map((i) => addUser(here.graph.world, `Person ${i}`));
  for (const person of people) addRisk(here.graph.world, person, "low");
  const client = here.client();
  const riskOf = (id: string, urgency: "person" | "background") =>
    client.get(operations.readRiskyUser, { path: { id }, urgency, answer: z.object({}) });
  const [a, b, c] = people.map(({ id }) => id) as [string, string, string];
  const first = riskOf(a, "background");
  await expect.poll(() => here.graph.seen.length).toBe(1);
  const all = Promise.all([first, riskOf(b, "background"), riskOf(c, "person")]);
  await here.clock.until(all);
  expect(here.graph.seen.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(here.graph.seen.map(({ path }) => path.slice(-36))).toEqual([a, c, b]);
});

test("whoever gives up while he waits for his turn takes nobody else's", async () => {
  const person = addUser(here.graph.world, "Dana Reed");
  addRisk(here.graph.world, person, "low");
  const client = here.client();
  const risk = (timeout: number) =>
    client.get(operations.readRiskyUser, {
      path: { id: person.id },
      timeout,
      answer: z.object({}),
    });
  const first = risk(10_000);
  await expect.poll(() => here.graph.seen.length).toBe(1);
  const hasty = risk(800);
  const patient = risk(10_000);
  await first;
  here.clock.advance(800);
  await expect(hasty).rejects.toMatchObject({ code: "timedOut" });
  await here.clock.until(patient);
  expect(here.graph.seen).toHaveLength(2);
});
