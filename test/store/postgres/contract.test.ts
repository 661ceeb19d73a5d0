import { storeContract } from "../contract/store-contract.js";
import { openForContract } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

storeContract("the PostgreSQL store", async () => openForContract(await server().createDatabase()));
