import { identity, roleSessionOf } from '../../compile/predicate/record-facts';
import { HIDDEN } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import { nameInWords } from '../../safe-text/one-line';
import type { AlertActor } from '../alert';

/** How much of a name a sentence shows. */
const NAME_LENGTH = 64;

/** The text that CloudTrail writes for the account of a call without a signature, such as a read of a public object. */
const ANONYMOUS = 'ANONYMOUS_PRINCIPAL';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['IAMUser', 'IAM user'],
  ['Role', 'role'],
  ['FederatedUser', 'federated user'],
  ['SAMLUser', 'SAML user'],
  ['WebIdentityUser', 'web identity user'],
  ['IdentityCenterUser', 'Identity Center user'],
  ['Directory', 'directory user'],
  ['Unknown', 'identity of unknown type'],
]);

/** The caller in words, such as `IAM user alice (account 111122223333)`. */
export function renderActor(record: CloudTrailRecord, actor: AlertActor): string {
  const through = callingService(record, actor);
  return `${principalInWords(record, actor)}${through === undefined ? '' : ` through ${through}`}`;
}

function principalInWords(record: CloudTrailRecord, { type, name, accountId }: AlertActor): string {
  const account = accountId === undefined ? undefined : `account ${nameInWords(accountId, NAME_LENGTH)}`;
  const role = roleInWords(record, account);
  if (role !== undefined) return role;
  switch (type) {
    case 'Root':
      return rootInWords(record, account);
    case 'AssumedRole':
      return `role ${inWords(name)}`;
    case 'AWSAccount':
      return accountId === ANONYMOUS ? 'an anonymous caller' : (account ?? 'another account');
    case 'AWSService':
      return `AWS service ${inWords(name)}`;
    default: {
      if (type === undefined && isAwsItself(record)) return 'AWS';
      if (name === HIDDEN) return `an unknown user name${inBrackets([account])}`;
      // The guest of an identity pool, a user of an application, or who is about to sign in: at most the account is known.
      if (
        type === 'Unknown'
          ? name === 'unknown' || name === accountId
          : type === undefined && name === accountId
      )
        return 'caller without AWS credentials';
      const kind = KINDS.get(type ?? '') ?? 'an unknown identity';
      return `${kind}${name === 'unknown' ? '' : ` ${inWords(name)}`}${inBrackets([account])}`;
    }
  }
}

/** A root session that a management account took with `AssumeRoot` is distinguished from the root user's own. */
function rootInWords(record: CloudTrailRecord, account: string | undefined): string {
  const isAssumed = identity.assumedRoot(record) === 'true';
  const kind = isAssumed ? 'assumed root session' : 'root user';
  return account === undefined ? kind : `${kind} of ${account}`;
}

function roleInWords(record: CloudTrailRecord, account: string | undefined): string | undefined {
  const found = roleSessionOf(record);
  if (found === undefined) return undefined;
  const { role, session, isIdentityCenter } = found;
  if (isIdentityCenter && session !== undefined) {
    return `Identity Center user ${inWords(session)}${inBrackets([`permission set ${inWords(role)}`, account])}`;
  }
  const inSession = session === undefined ? undefined : `session ${inWords(session)}`;
  return `role ${inWords(role)}${inBrackets([inSession, account])}`;
}

/** The service that made the call on a principal's behalf. A service that acts for itself is the actor instead. */
function callingService(record: CloudTrailRecord, { type }: AlertActor): string | undefined {
  const invokedBy = identity.invokedBy(record);
  if (type === undefined || type === 'AWSService' || invokedBy === undefined) return undefined;
  return inWords(invokedBy);
}

/** Service events of AWS have no type and `AWS Internal` or a service for the one who invoked them. */
function isAwsItself(record: CloudTrailRecord): boolean {
  const isNamed = identity.userName(record) ?? identity.arn(record);
  return isNamed === undefined && identity.invokedBy(record) !== undefined;
}

function inWords(name: string): string {
  return nameInWords(name, NAME_LENGTH);
}

function inBrackets(parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined);
  return given.length === 0 ? '' : ` (${given.join(', ')})`;
}
