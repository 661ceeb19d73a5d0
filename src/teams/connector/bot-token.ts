/** The connector did not accept the token of a request (401). Has the shape of the client's own errors. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
  readonly statusCode = 401;

  /** @param isRenewed whether the token had been asked for anew after a refusal: nothing more can be tried */
  constructor(
    readonly response: unknown,
    readonly isRenewed: boolean,
  ) {
    super("The connector did not accept the token of the bot.");
  }
}

interface Credentials<Request> {
  signRequest(request: Request): Promise<Request>;
  /** Absent where there is no token: in local mode. */
  getToken?(forceRefresh: boolean): Promise<string>;
}

/**
 * The SDK keeps a token until it runs out, also one that the connector refuses: its application may have been changed
 * since. Here a refused token is dropped, and a new one is asked for once, before the refusal counts.
 */
export class BotToken<Request> {
  readonly #credentials: Credentials<Request>;
  #isStale = false;
  #renewing: Promise<string> | undefined;
  /** The value of the header with a token that was asked for after a refusal and that nobody has accepted yet. */
  #renewed: string | undefined;
  /** The last refused one: it is refused again, on every request that was under way with it. */
  #dropped: string | undefined;

  constructor(credentials: Credentials<Request>) {
    this.#credentials = credentials;
  }

  async sign(request: Request): Promise<Request> {
    if (this.#isStale) await this.#renew();
    return this.#credentials.signRequest(request);
  }

  accepted(authorization: string | undefined): void {
    if (authorization === this.#renewed) this.#renewed = undefined;
    if (authorization === this.#dropped) this.#dropped = undefined;
  }

  /** A request was refused with 401. Says whether its token was a new one already. */
  refused(authorization: string | undefined): boolean {
    const { getToken } = this.#credentials;
    if (authorization === undefined || !getToken) return true;
    const isRenewed = authorization === this.#renewed;
    if (isRenewed || authorization !== this.#dropped) this.#isStale = true;
    this.#dropped = authorization;
    return isRenewed;
  }

  async #renew(): Promise<void> {
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = undefined;
    });
    this.#renewed = `Bearer ${await this.#renewing}`;
    this.#isStale = false;
  }

  async #ask(): Promise<string> {
    return (await this.#credentials.getToken?.(true)) ?? "";
  }
}
