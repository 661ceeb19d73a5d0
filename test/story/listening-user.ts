import type { Answer } from "../connector/card-reading.js";
import { TeamsUser } from "../connector/people-on-teams.js";
import { wordsOfPeople } from "./log-leaks.js";

/** Remembers every answer to what it sent, so that a test can read all that a person ever got. */
export class ListeningUser extends TeamsUser {
  readonly answers: Answer[] = [];
  /** His words so far, which no log may repeat. */
  readonly words = new Set<string>();

  override async send(activity: Parameters<TeamsUser["send"]>[0]): Promise<Answer> {
    for (const word of wordsOfPeople(activity)) this.words.add(word);
    return this.#heard(await super.send(activity));
  }

  override async redeliver(options?: { newId?: boolean }): Promise<Answer> {
    return this.#heard(await super.redeliver(options));
  }

  #heard(answer: Answer): Answer {
    this.answers.push(answer);
    return answer;
  }
}
