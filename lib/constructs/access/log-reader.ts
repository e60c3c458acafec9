import { Aws, Token } from 'aws-cdk-lib';
import type { ReaderTrust } from '../../core/policy/reader-role-statements';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { LogReadOptions } from '../archive/log-reading';
import { checkName } from '../preflight/check-name';

/** A reader that is one of your own accounts. */
export interface OwnAccountReaderProps {
  /** The reader's account, 12 digits. */
  readonly account: string;

  /**
   * The roles or users of the account that may read, by their full ARNs.
   *
   * @default - everybody whom the account itself allows to take the role
   */
  readonly principalArns?: string[];

  /**
   * Whether they must have signed in with a second factor. People only: roles of services and pipelines have none.
   *
   * @default false
   */
  readonly requireMfa?: boolean;

  /**
   * The organization that the reader must belong to.
   *
   * @default - the organization that the archive's trails log; none if they log no organization, or several
   */
  readonly organizationId?: string;
}

/** Properties of a reader that belongs to a third party. */
export interface ThirdPartyReaderProps {
  /** The third party's account, 12 digits. */
  readonly account: string;

  /**
   * What the third party must name when it takes the role: an id that it uses for you and for no other customer,
   * best one that it made. Otherwise any of its customers, who learns the role's ARN, could have it read your logs.
   * 2 to 1224 letters, digits and characters of `_ + = , . @ : / -`. It is no secret.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly externalId: string;

  /**
   * The roles or users of the third party that may read, by their full ARNs.
   *
   * @default - everybody whom the third party itself allows to take the role
   */
  readonly principalArns?: string[];
}

interface Reader extends Omit<ReaderTrust, 'principalArns' | 'validUntil'> {
  readonly account: string;
  readonly principalArns?: readonly string[];
  readonly isThirdParty: boolean;
}

/** What is known of a reader's trust where the role is. @internal */
export interface ReaderPlace {
  readonly partition: string;
  /** The organization that the archive's trails log. */
  readonly organizationId?: string;
}

/** Who may read shared log files. */
export class LogReader {
  /** One of your own accounts. */
  public static ownAccount(props: OwnAccountReaderProps): LogReader {
    checkName('organizationId', 'organization id', props.organizationId);
    return new LogReader({ ...props, requireMfa: props.requireMfa ?? false, isThirdParty: false });
  }

  /**
   * A third party, such as a log analysis service or an auditor. An external ID is always required, and MFA never:
   * the requests of a third party are not made by a person.
   */
  public static thirdParty(props: ThirdPartyReaderProps): LogReader {
    checkName('externalId', 'external id', props.externalId);
    return new LogReader({ ...props, requireMfa: false, isThirdParty: true });
  }

  /** The reader's account. */
  public readonly account: string;

  /** Whether the reader belongs to a third party. */
  public readonly isThirdParty: boolean;

  private readonly reader: Reader;

  private constructor(reader: Reader) {
    checkName('account', 'account id', reader.account);
    for (const arn of reader.principalArns ?? []) checkPrincipal(arn, reader.account);
    this.reader = reader;
    this.account = reader.account;
    this.isThirdParty = reader.isThirdParty;
  }

  /** Those that were given. @internal */
  public get _principalArns(): readonly string[] {
    return this.reader.principalArns ?? [];
  }

  /** @internal */
  public _toTrust({ partition, organizationId }: ReaderPlace): ReaderTrust {
    const { externalId, requireMfa, principalArns, isThirdParty } = this.reader;
    const organization = isThirdParty ? undefined : (this.reader.organizationId ?? organizationId);
    return {
      principalArns: principalArns ?? [`arn:${partition}:iam::${this.account}:root`],
      requireMfa,
      ...(externalId === undefined ? {} : { externalId }),
      ...(organization === undefined ? {} : { organizationId: organization }),
    };
  }
}

function checkPrincipal(arn: string, readerAccount: string): void {
  if (Token.isUnresolved(arn) || Token.isUnresolved(readerAccount)) return;
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):(?:role|user)\/[^*?]+$/.exec(arn)?.[1];
  if (account === readerAccount) return;
  const problem =
    account === undefined
      ? 'is not the full ARN of a role or user'
      : `is of account '${account}', not of '${readerAccount}', which is the account of the reader`;
  throw new Error(`principalArns '${arn}' ${problem}; name roles and users of the reader's own account`);
}

/** A reader, and what is shared with it. */
interface Sharing {
  readonly archive: ILogArchive;
  readonly reader: LogReader;
  readonly readable?: LogReadOptions;
  readonly validUntil?: Date;
  readonly enabled?: boolean;
}

/** A reader of log files, and what it may read, as a line. */
export function describeReader(sharing: Sharing): readonly [name: string, text: string] {
  const { archive, reader, readable = {}, validUntil, enabled = true } = sharing;
  const kind = reader.isThirdParty ? 'third party, account' : 'account';
  const parts = [
    ...(enabled ? [] : ['stopped']),
    `reads ${describeFiles(readable)} of ${archive.node.path}`,
    ...describeConditions(reader),
    ...(validUntil === undefined ? [] : [`until ${validUntil.toISOString()}`]),
  ];
  return [`${kind} ${reader.account}`, parts.join('; ')];
}

function describeFiles({ accounts, regions, folders, includeDigests = true }: LogReadOptions): string {
  const kinds = folders ?? (includeDigests ? ['files'] : ['files but digests']);
  return [
    `all ${kinds.join(', ')}`,
    ...(accounts === undefined ? [] : [`of accounts ${accounts.join(', ')}`]),
    ...(regions === undefined ? [] : [`of Regions ${regions.join(', ')}`]),
  ].join(' ');
}

function describeConditions(reader: LogReader): readonly string[] {
  const { externalId, requireMfa, organizationId } = reader._toTrust({ partition: Aws.PARTITION });
  const principals = reader._principalArns;
  return [
    ...(principals.length === 0 ? [] : [`as ${principals.join(', ')}`]),
    ...(externalId === undefined ? [] : ['with an external ID']),
    ...(requireMfa ? ['with MFA'] : []),
    ...(organizationId === undefined ? [] : [`in organization ${organizationId}`]),
  ];
}
