import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { isUploadAddress, uploadFile } from "../../../src/teams/connector/upload-file.js";

async function listen(answer: (range: string) => number) {
  const received: { range: string; length: number }[] = [];
  const server = createServer(async (request, response) => {
    let length = 0;
    for await (const chunk of request) length += (chunk as Buffer).length;
    const range = request.headers["content-range"] ?? "";
    received.push({ range, length });
    response.statusCode = answer(range);
    if (response.statusCode === 302) response.setHeader("Location", "https://evil.example/");
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

describe("where a file may be uploaded to", () => {
  it.each([
    "https://contoso-my.sharepoint.com/personal/ada/_api/upload?guid='x'",
    "https://contoso.sharepoint.us/x",
    "https://contoso.sharepoint-mil.us/x",
  ])("V3 takes %s", (address) => expect(isUploadAddress(address, false)).toBe(true));

  it.each([
    "http://contoso-my.sharepoint.com/x",
    "https://contoso-my.sharepoint.com.evil.example/x",
    "https://evilsharepoint.com/x",
    "https://contoso-my.sharepoint.com:8443/x",
    "https://user@contoso-my.sharepoint.com/x",
    "http://127.0.0.1/x",
    "https://127.0.0.1/x",
    "file:///etc/passwd",
    "not an address",
  ])("V3 refuses %s", (address) => expect(isUploadAddress(address, false)).toBe(false));

  it("takes a loopback address in local mode only", () => {
    expect(isUploadAddress("http://127.0.0.1:9/x", true)).toBe(true);
    expect(isUploadAddress("http://10.0.0.1:9/x", true)).toBe(false);
  });
});

describe("an upload", () => {
  it("says with every piece where it belongs", async () => {
    const { url, received } = await listen(() => 202);
    const size = 32 * 320 * 1024 + 5;
    await uploadFile(url, Buffer.alloc(size, 7));
    expect(received).toEqual([
      { range: `bytes 0-10485759/${size}`, length: 10_485_760 },
      { range: `bytes 10485760-10485764/${size}`, length: 5 },
    ]);
  });

  it("fails when it is refused, and follows nobody elsewhere", async () => {
    const refusing = await listen(() => 403);
    await expect(uploadFile(refusing.url, Buffer.from("x"))).rejects.toThrow("403");
    const leading = await listen(() => 302);
    await expect(uploadFile(leading.url, Buffer.from("x"))).rejects.toThrow();
  });
});
