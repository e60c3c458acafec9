import { isIP } from 'node:net';
import { actorTexts, mayBeActor } from '../alert/from-record/actor-texts';
import { identity, origin } from '../compile/predicate/record-facts';
import { UNKNOWN_ACTOR } from '../fact/actor';
import { ALWAYS } from '../fact/fact';
import type { CloudTrailRecord } from '../record/record';
import { partitionOf } from '../record/region';
import type { Condition } from '../rule/condition';
import { isAscii } from '../rule/fold-case';
import { addressTest } from '../rule/ip-range';

/** The kind of text that identifies the requested actor. */
export type ActorKind = 'arn' | 'access-key' | 'address' | 'name';

/** The letters of the ids of access keys, long-term and temporary, and what follows them. */
const ACCESS_KEY = /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}$/i;

const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/;

/** The ARN of a role, or of its sessions without their names; without the path of the role. */
const ROLE_ARN = /^arn:([^:]+):(?:iam|sts)::(\d{12}):(?:role\/(?:.*\/)?|assumed-role\/)([^/]+)$/;

const INSTANCE_ARN = /^arn:[^:]*:ec2:[^:]*:[^:]*:instance\/(i-[0-9a-f]+)$/i;

/** The requested actor. Its records are its own, before any credentials that it obtained. */
export class AskedActor {
  readonly kind: ActorKind;
  private readonly wanted: string;
  private readonly isAddress: (text: string) => boolean;

  /**
   * @param text an ARN, an access key, an address, or any other name: of a user, role or session, a principal id, an instance
   */
  constructor(readonly text: string) {
    this.kind = kindOf(text);
    // Records identify an instance by the name of its role session.
    this.wanted = (INSTANCE_ARN.exec(text)?.[1] ?? text).toLowerCase();
    this.isAddress = addressTest([text]);
  }

  /** Holds for every call of the actor itself, and for some others: a search on the bytes of records finds candidates by it. */
  get condition(): Condition {
    const { wanted } = this;
    const equal = (field: string): Condition => ({ kind: 'equals', field, values: [wanted], cased: false });
    if (this.kind === 'access-key') return equal('userIdentity.accessKeyId');
    if (this.kind === 'address') return { kind: 'cidr', field: 'sourceIPAddress', ranges: [wanted] };
    const name = wanted.slice(wanted.lastIndexOf('/') + 1);
    // Of a record without a caller the name is in no field, and letters outside ASCII have small forms of other lengths.
    if (name === '' || wanted === UNKNOWN_ACTOR || !isAscii(wanted)) return ALWAYS;
    return mayBeActor([name]);
  }

  /** Whether a record is a call of the actor itself, ignoring case. */
  isOwn(record: CloudTrailRecord): boolean {
    switch (this.kind) {
      case 'access-key':
        return this.is(identity.accessKey(record));
      case 'address':
        return this.isAddress(origin.source(record) ?? '');
      case 'arn':
        return arnsOf(record).some((arn) => arn !== undefined && this.isArn(arn));
      case 'name':
        return actorTexts(record).some((text) => this.is(text)) || this.isSessionOf(record);
      default:
        return this.kind satisfies never;
    }
  }

  /**
   * Whether an ARN in a record is the actor's: the ARN of a session also belongs to its role, whatever the path of the role.
   */
  isArn(arn: string): boolean {
    if (this.is(arn)) return true;
    const session = SESSION_ARN.exec(arn);
    if (session === null) return this.kind === 'name' && this.is(arn.split('/').at(-1));
    const [, partition, account, role = '', name] = session;
    if (this.kind === 'name') return [role, name].some((text) => this.is(text));
    const [, ...asked] = ROLE_ARN.exec(this.wanted) ?? [];
    return asked.join() === [partition, account, role.toLowerCase()].join();
  }

  /** A switch of the role in the console names the session alone, and not its role. */
  private isSessionOf(record: CloudTrailRecord): boolean {
    const arn = identity.arn(record);
    return arn !== undefined && this.isArn(arn);
  }

  private is(text: unknown): boolean {
    return typeof text === 'string' && text.toLowerCase() === this.wanted;
  }
}

function kindOf(text: string): ActorKind {
  if (INSTANCE_ARN.test(text)) return 'name';
  if (/^arn:/i.test(text)) return 'arn';
  if (ACCESS_KEY.test(text)) return 'access-key';
  return isIP(text) === 0 ? 'name' : 'address';
}

/** The ARNs of an identity: its own, that of the role behind a session, and that of all sessions of the role. */
function arnsOf(record: CloudTrailRecord): readonly (string | undefined)[] {
  const arn = identity.arn(record);
  const ofRole = arn?.match(/^(.*:assumed-role\/[^/]+)\//)?.[1];
  return [arn ?? signInArn(record), identity.issuer(record), ofRole];
}

/** Sign-in and MFA events contain an IAM user without its ARN: what it is then. */
export function signInArn(record: CloudTrailRecord): string | undefined {
  const [name, account] = [identity.userName(record), identity.accountId(record)];
  if (identity.type(record) !== 'IAMUser' || name === undefined || account === undefined) return undefined;
  return `arn:${partitionOf(record.awsRegion ?? '')}:iam::${account}:user/${name}`;
}
