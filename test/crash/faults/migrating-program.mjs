/**
 * Opens the store of `DATA_DIR` with a step from a schema that there might have been, and closes it:
 * `BUILT=<folder of the built program> node --import preload.mjs migrating-program.mjs`.
 */
const { openEmbeddedStore } = await import(
  `${process.env.BUILT}/store/lowdb/open-embedded-store.js`
);
/** @param {Record<string, unknown>} older */
const step = ({ number, ...rest }) => ({ ...rest, version: number });
const store = await openEmbeddedStore({
  folder: process.env.DATA_DIR,
  tenantId: "tenant-1",
  migrations: new Map([[0, step]]),
});
await store.close();
