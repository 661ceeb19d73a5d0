import { runShare } from "./interleavings.js";

runShare(1);
