import type { Alert, AlertAccount } from '../../../lib/core/alert/alert';
import type { KnownMember } from '../../aws/trail/member-accounts';

const HOUR_MS = 3_600_000;

/** What could not be read is read again so soon: until then rules may raise false alerts. */
const RETRY_MS = 60_000;

/** How the accounts of the organization are read, and whom they are for. */
export interface KnownMembersParts {
  readonly ports: {
    readonly nowMs: () => number;
    readonly readMembers: () => Promise<readonly KnownMember[]>;
  };
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
  /** `none`: the rules have no organization, and nothing is read. */
  readonly settings: { readonly ownOrganization: string };
  /** Gets the accounts that rules do not take for others. */
  readonly know: (accounts: readonly string[]) => void;
}

/**
 * The accounts of the organization, as the log processor keeps them in the table; a container reads them once an hour, and again a
 * minute after a read that failed. Where they cannot be read, rules take accounts for others that are none: an alert too many, and none too few.
 */
export class KnownMembers {
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> = Promise.resolve();
  #accounts: ReadonlyMap<string, AlertAccount | undefined> = new Map();

  constructor(private readonly parts: KnownMembersParts) {}

  /** To be awaited before a record is matched. Never throws. */
  refresh(): Promise<void> {
    const { ports, settings } = this.parts;
    if (settings.ownOrganization === 'none' || ports.nowMs() - this.#readAtMs < HOUR_MS) return this.#reading;
    this.#readAtMs = ports.nowMs();
    this.#reading = this.#read();
    return this.#reading;
  }

  /** The alert with what is known of its account. Never throws. */
  async describe(alert: Alert): Promise<Alert> {
    await this.refresh();
    const recipientAccount = this.#accounts.get(alert.recipientAccountId);
    return recipientAccount === undefined ? alert : { ...alert, recipientAccount };
  }

  async #read(): Promise<void> {
    const { ports, warn, know } = this.parts;
    try {
      const members = await ports.readMembers();
      this.#accounts = new Map(members.map(({ id, account }) => [id, account]));
      know(members.map(({ id }) => id));
    } catch (error) {
      this.#readAtMs += RETRY_MS - HOUR_MS;
      warn(
        'the accounts of the organization could not be read; accounts not named in rules count as external',
        {
          error: String(error),
        },
      );
    }
  }
}
