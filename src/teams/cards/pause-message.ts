import type { Notice } from "../../approval/notice.js";
import { pauseOf, type Sending } from "../../approval/sending.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords, phrase } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/** To the administrators: somebody has paused sending; the same card says in place when it goes on. */
export function renderPause(sending: Sending, notice: Notice, reader: Reader): CardMessage {
  const since = pauseOf(notice) ?? 0;
  const { pause } = sending;
  if (pause?.since === since) {
    return renderMessage({
      heading: phrase`▲ ${pause.by.displayName} has paused sending`,
      paragraphs: [
        ownWords(`Since ${formatInstant(since, reader)}. No notice, card or reminder is sent.`),
        ownWords(
          "Clicks and commands are answered as always, and deadlines go on. A stage that this keeps from everybody who could decide it gets extra time once.",
        ),
      ],
      quote: pause.reason,
      next: [ownWords("Write sending resume to go on.")],
    });
  }
  const ended = sending.past.find(({ from }) => from === since);
  return renderMessage({
    heading: ownWords("✔ Resolved: sending was paused"),
    paragraphs: [
      ownWords(
        ended
          ? `From ${formatInstant(since, reader)} to ${formatInstant(ended.to, reader)}. What waited is sent now.`
          : "Sending goes on.",
      ),
    ],
    next: [ownWords("Write deliveries to see what is still pending.")],
  });
}
