import type { Duplex } from "node:stream";
import { createHistory } from "./playground-history.js";

/** The page needs this long to take in its settings after it has got them, in milliseconds. */
const SETTLING_TIME = 300;
const POLL_INTERVAL = 50;
/** The Playground itself waits up to 15 s for the bot before it hands out the settings. */
const LONGEST_WAIT = 20_000;

/**
 * Opens the message stream of a page when the page can take messages, and gives it the chat so far. The page asks for
 * its stream before it has its settings; a message that comes then is lost, and so is one for a card that the page
 * does not know. The Playground keeps no message once any page had it.
 */
export interface StreamGate {
  pageRequested(): void;
  settingsAnswered(): void;
  /** @param pass answers the handshake; not called when the page gave up */
  openStream(socket: Duplex, pass: () => void): void;
}

export function createStreamGate(): StreamGate {
  const history = createHistory();
  let isPageNew = false;
  let hasSettings = true;
  return {
    pageRequested: () => {
      isPageNew = true;
      hasSettings = false;
    },
    settingsAnswered: () => {
      setTimeout(() => {
        hasSettings = true;
      }, SETTLING_TIME);
    },
    openStream: (socket, pass) => {
      const isReplayed = isPageNew;
      isPageNew = false;
      const open = () => {
        history.attach(socket, isReplayed);
        pass();
      };
      if (hasSettings) open();
      else hold(socket, () => hasSettings, open);
    },
  };
}

/** Without a reader a socket does not notice that the other side has closed it. */
function hold(socket: Duplex, isReady: () => boolean, open: () => void): void {
  const drop = () => socket.destroy();
  socket.on("end", drop).on("error", drop).resume();
  const latest = Date.now() + LONGEST_WAIT;
  const timer = setInterval(() => {
    if (!socket.destroyed && !isReady() && Date.now() < latest) return;
    clearInterval(timer);
    if (socket.destroyed) return;
    socket.pause().off("end", drop).off("error", drop);
    open();
  }, POLL_INTERVAL);
}
