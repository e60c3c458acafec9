import type { JsonObject } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import type { CloudTrailRecord } from '../../record/record';
import type { AlertActor } from '../alert';
import { objectAt, textAt } from './text-at';

/** The parts of a role session that people know it by. */
export interface RoleSession {
  /** The role's name, without the prefix and suffix that Identity Center puts around a permission set's name. */
  readonly role: string;
  readonly session?: string;
  /** Whether the role belongs to a permission set of IAM Identity Center; the session then names the person. */
  readonly isIdentityCenter: boolean;
}

const accountOfArn = remembered((arn) => arn.match(/^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/)?.[1]);

/** Role and session of an ARN. */
const sessionOfArn = remembered((arn) => arn.match(/:assumed-role\/([^/]+)(?:\/(.+))?$/) ?? []);

/** `AWSReservedSSO_<permission set>_<16 hex digits>`, the roles that Identity Center makes in every account. */
const permissionSetOf = remembered((role) => role.match(/^AWSReservedSSO_(.+)_[0-9a-f]{16}$/)?.[1]);

/** The actor of the call, from `userIdentity` of any type. Never throws: a member that cannot be read is absent. */
export function toActor(record: CloudTrailRecord): AlertActor {
  const identity = objectAt(record, 'userIdentity');
  const type = textAt(identity, 'type');
  const arn = textAt(identity, 'arn');
  const session = roleSession(record);
  const accountId = textAt(identity, 'accountId') ?? (arn === undefined ? undefined : accountOfArn(arn));
  const mfa = usedMfa(record, type, session);
  const actor: { -readonly [Member in keyof AlertActor]?: AlertActor[Member] } = {};
  if (type !== undefined) actor.type = type;
  if (arn !== undefined) actor.arn = arn;
  actor.name = actorName(record, identity, session);
  if (accountId !== undefined) actor.accountId = accountId;
  if (mfa !== undefined) actor.mfa = mfa;
  return actor as AlertActor;
}

/**
 * Role and session of a role session; `undefined` for any other identity.
 *
 * The session issuer names the role; where it is missing the ARN does, as `assumed-role/<role>/<session>`. Some services, such as AWS
 * Marketplace, write the ARN of a session with the type `Unknown`.
 */
export function roleSession(record: CloudTrailRecord): RoleSession | undefined {
  const identity = objectAt(record, 'userIdentity');
  const type = textAt(identity, 'type');
  if (type !== 'AssumedRole' && type !== 'Unknown') return undefined;
  const arn = textAt(identity, 'arn');
  const [, roleInArn, sessionInArn] = arn === undefined ? [] : sessionOfArn(arn);
  if (type === 'Unknown' && roleInArn === undefined) return undefined;
  const role = textAt(identity, 'sessionContext', 'sessionIssuer', 'userName') ?? roleInArn;
  if (role === undefined) return undefined;
  const session = sessionInArn ?? afterColon(textAt(identity, 'principalId'));
  const permissionSet = permissionSetOf(role);
  return {
    role: permissionSet ?? role,
    ...(session === undefined ? {} : { session }),
    isIdentityCenter: permissionSet !== undefined,
  };
}

function actorName(
  record: CloudTrailRecord,
  identity: JsonObject | undefined,
  session: RoleSession | undefined,
): string {
  if (session !== undefined)
    return session.session === undefined ? session.role : `${session.role}/${session.session}`;
  switch (textAt(identity, 'type')) {
    case 'Root':
      return 'root';
    case 'AWSService':
      return textAt(identity, 'invokedBy') ?? anyName(identity);
    case 'AWSAccount':
      return textAt(identity, 'accountId') ?? anyName(identity);
    case 'IdentityCenterUser':
      return (
        textAt(record, 'additionalEventData', 'UserName') ??
        textAt(identity, 'userName') ??
        textAt(identity, 'onBehalfOf', 'userId') ??
        anyName(identity)
      );
    default:
      return anyName(identity);
  }
}

/** The best name that any identity has: its user name, the end of its ARN, who invoked it, its unique id. */
function anyName(identity: JsonObject | undefined): string {
  return (
    textAt(identity, 'userName') ??
    textAt(identity, 'arn')?.split('/').at(-1) ??
    textAt(identity, 'invokedBy') ??
    textAt(identity, 'sessionContext', 'sessionIssuer', 'userName') ??
    textAt(identity, 'principalId') ??
    textAt(identity, 'accountId') ??
    'unknown'
  );
}

/**
 * Whether multi-factor authentication was used, where the record can know it.
 *
 * A federated sign-in always says `MFAUsed: No`, and a session of Identity Center always says `mfaAuthenticated: false`,
 * because their second factor is requested elsewhere: neither value has a meaning.
 */
function usedMfa(
  record: CloudTrailRecord,
  type: string | undefined,
  session: RoleSession | undefined,
): boolean | undefined {
  const atSignIn = textAt(record, 'additionalEventData', 'MFAUsed');
  if (atSignIn === 'Yes') return true;
  if (atSignIn === 'No') return type === 'IAMUser' || type === 'Root' ? false : undefined;
  const ofSession = textAt(record, 'userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated');
  if (ofSession === 'true') return true;
  if (ofSession === 'false') return session?.isIdentityCenter === true ? undefined : false;
  return undefined;
}

function afterColon(principalId: string | undefined): string | undefined {
  const at = principalId?.indexOf(':') ?? -1;
  const session = at === -1 ? undefined : principalId?.slice(at + 1);
  return session === '' ? undefined : session;
}
