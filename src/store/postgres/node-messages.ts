/** What a node tells the others in one notification. */
export interface NodeMessage {
  readonly node: string;
  /** Something falls due, or can be sent, earlier than it did. */
  readonly isEarlier: boolean;
  /** Who stands in for whom has changed. */
  readonly areDelegatesChanged: boolean;
}

export function writeMessage({ node, isEarlier, areDelegatesChanged }: NodeMessage): string {
  return `${node} ${isEarlier ? "earlier" : "-"} ${areDelegatesChanged ? "delegates" : "-"}`;
}

/** Whatever cannot be read wakes and forgets everything: that is never wrong. */
export function readMessage(text: string | undefined): NodeMessage {
  const [node = "", earlier, delegates] = (text ?? "").split(" ");
  return { node, isEarlier: earlier !== "-", areDelegatesChanged: delegates !== "-" };
}
