import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { UnifiedScope } from './unified-scope';

/** The second copy of centralized events, in another Region of the destination account. It is charged, unlike the first. */
export interface UnifiedBackup {
  /** Its Region. */
  readonly region: string;

  /**
   * Encrypts log groups of the backup whose sources are encrypted with a key of a customer. It is a key of the destination account
   * and of this Region.
   *
   * @default - none; needed where `encryptionKey` of the rule is set
   */
  readonly encryptionKey?: IKey;
}

/** Properties of `UnifiedCentralization`. */
export interface UnifiedCentralizationProps {
  /** The accounts whose events are copied. */
  readonly source: UnifiedScope;

  /** The Regions whose events are copied. */
  readonly sourceRegions: string[];

  /** The account of the organization that the events are copied to. */
  readonly destinationAccount: string;

  /**
   * The Region that the events are copied to.
   *
   * @default - the Region of the stack
   */
  readonly destinationRegion?: string;

  /**
   * A second copy.
   *
   * @default - none
   */
  readonly backup?: UnifiedBackup;

  /**
   * Encrypts log groups of the destination whose sources are encrypted with a key of a customer. It is a key of the destination
   * account and Region. A key of this app gets the statement added that CloudWatch Logs needs; an imported one cannot, and synth then
   * fails with the statement to add, unless `keyPolicyManagedElsewhere` is set.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: IKey;

  /**
   * Says that the policies of the keys already hold what CloudWatch Logs needs.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;

  /**
   * The names of the log groups of the destination, in which `${source.logGroup}`, `${source.accountId}`, `${source.region}`,
   * `${source.org.id}`, `${source.org.ouId}`, `${source.org.rootId}` and `${source.org.path}` stand for what they say. 1 to 512
   * characters.
   *
   * @default - the names of the sources: the events of all accounts and Regions are in one log group
   */
  readonly logGroupNamePattern?: string;

  /**
   * The rule's name: 1 to 100 letters, digits and hyphens.
   *
   * @default - a name derived from the construct's path
   */
  readonly ruleName?: string;
}
