/**
 * A process that commits until it is killed: `node committing-process.mjs <compiled project> <folder>`. Writes a line for
 * everything that happened: `open`, `refused <code>`, `<id> <version>` for each acknowledged commit.
 */
const [, , compiled, folder] = process.argv;
const { openEmbeddedStore } = await import(`${compiled}/src/store/lowdb/open-embedded-store.js`);
const { newRequest, closing } = await import(`${compiled}/test/builders/commit.js`);

const store = await openEmbeddedStore({ folder, tenantId: "tenant-1" }).catch(
  (/** @type {{ code: string }} */ error) => {
    process.stdout.write(`refused ${error.code}\n`);
    process.exit(0);
  },
);
process.stdout.write("open\n");
await Promise.all(Array.from({ length: 8 }, () => commitForever()));

async function commitForever() {
  for (;;) {
    const id = await store.nextRequestId();
    const first = newRequest(id);
    await acknowledge(id, store.commit(first));
    if (Number(id.slice(2)) % 2 === 0) await acknowledge(id, store.commit(closing(first.value, 1)));
  }
}

/**
 * @param {string} id
 * @param {Promise<{ version: number }>} commit
 */
async function acknowledge(id, commit) {
  const { version } = await commit;
  // Synchronous on a pipe: what was said is out before anything can kill the process.
  process.stdout.write(`${id} ${version}\n`);
}
