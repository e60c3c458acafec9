const HOUR_MS = 3_600_000;

/** How the accounts of the organization are read, and whom they are for. */
export interface KnownMembersParts {
  readonly ports: {
    readonly nowMs: () => number;
    readonly readMembers: () => Promise<readonly string[]>;
  };
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
  /** `none`: the rules have no organization, and nothing is read. */
  readonly settings: { readonly ownOrganization: string };
  /** Gets the accounts that rules do not take for others. */
  readonly know: (accounts: readonly string[]) => void;
}

/**
 * The accounts of the organization, as the log processor keeps them in the table; a container reads them once an hour. Where they
 * cannot be read, rules take accounts for others that are none: an alert too many, and none too few.
 */
export class KnownMembers {
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> = Promise.resolve();

  constructor(private readonly parts: KnownMembersParts) {}

  /** To be awaited before a record is matched. Never throws. */
  refresh(): Promise<void> {
    const { ports, settings } = this.parts;
    if (settings.ownOrganization === 'none' || ports.nowMs() - this.#readAtMs < HOUR_MS) return this.#reading;
    this.#readAtMs = ports.nowMs();
    this.#reading = this.#read();
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { ports, warn, know } = this.parts;
    try {
      know(await ports.readMembers());
    } catch (error) {
      warn('the accounts of the organization could not be read; those that rules do not name are others', {
        error: String(error),
      });
    }
  }
}
