import { createServer } from "node:http";

/** Stands in for the Bot Framework connector in a process of its own: takes every post, counts, names an id. */
let count = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    count += 1;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: `m${count}` }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});
process.on("message", () => process.send?.({ count }));
