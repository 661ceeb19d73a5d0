import { storeContract } from "../contract/store-contract.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { FOLDER, makeTemporaryFolder, openForContract } from "./open-store.js";

storeContract("the embedded store on a real disk", () => openForContract(makeTemporaryFolder()));

storeContract("the embedded store with a power cut instead of every orderly end", () =>
  openForContract(FOLDER, new UnsyncedFileSystem()),
);
