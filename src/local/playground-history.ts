import type { Duplex } from "node:stream";

/** Frames kept for a window that is opened later or loaded again. */
const MOST_FRAMES = 1_000;
const TEXT_FRAME = 0x81;

type Write = (chunk: Buffer | string, ...rest: unknown[]) => boolean;

/** What was sent to the pages of one Playground, as the bytes of whole WebSocket frames. */
export interface PlaygroundHistory {
  /**
   * Keeps what is written to a stream from now on.
   *
   * @param socket a socket whose handshake was not answered yet
   * @param isReplayed sends the chat so far first; a page takes every message once only
   */
  attach(socket: Duplex, isReplayed: boolean): void;
}

export function createHistory(): PlaygroundHistory {
  const frames: Buffer[] = [];
  const keep = (frame: Buffer) => {
    const known = frames.findIndex((kept) => kept.equals(frame));
    // A second page gets the same frame. The order of different updates of one card counts.
    if (known >= 0 && !isUpdate(frame)) return;
    if (known >= 0) frames.splice(known, 1);
    frames.push(frame);
    if (frames.length > MOST_FRAMES) frames.shift();
  };
  return {
    attach: (socket, isReplayed) => {
      const write = socket.write.bind(socket) as Write;
      let unread: Buffer = Buffer.alloc(0);
      let isAnswered = false;
      const record: Write = (chunk, ...rest) => {
        const isWritten = write(chunk, ...rest);
        if (isAnswered) {
          unread = takeFrames(Buffer.concat([unread, Buffer.from(chunk)]), keep);
        } else {
          isAnswered = true;
          if (isReplayed) for (const frame of frames) write(frame);
        }
        return isWritten;
      };
      socket.write = record as Duplex["write"];
    },
  };
}

/** Takes the whole frames off the front and returns the rest. Frames of a server are not masked. */
function takeFrames(bytes: Buffer, keep: (frame: Buffer) => void): Buffer {
  let rest = bytes;
  for (let length = frameLength(rest); length !== undefined; length = frameLength(rest)) {
    const frame = Buffer.from(rest.subarray(0, length));
    if (frame[0] === TEXT_FRAME && (isUpdate(frame) || isCreation(frame))) keep(frame);
    rest = rest.subarray(length);
  }
  return rest;
}

/** Length with its header, or undefined while bytes of it are missing. */
function frameLength(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < header) return undefined;
  const payload =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return bytes.length < header + payload ? undefined : header + payload;
}

function isCreation(frame: Buffer): boolean {
  return frame.includes('"action":"createMessage"');
}

function isUpdate(frame: Buffer): boolean {
  return frame.includes('"action":"updateMessage"');
}
