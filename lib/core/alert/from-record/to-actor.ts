import type { CloudTrailRecord } from '../../record/record';
import type { AlertActor } from '../alert';
import { textAt } from './text-at';

/** The parts of a role session that people know it by. */
export interface RoleSession {
  /** The role's name, without the prefix and suffix that Identity Center puts around a permission set's name. */
  readonly role: string;
  readonly session?: string;
  /** Whether the role belongs to a permission set of IAM Identity Center; the session then names the person. */
  readonly isIdentityCenter: boolean;
}

/** `AWSReservedSSO_<permission set>_<16 hex digits>`, the roles that Identity Center makes in every account. */
const IDENTITY_CENTER_ROLE = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** Who made the call, from `userIdentity` of any type. Never throws: a member that cannot be read is absent. */
export function toActor(record: CloudTrailRecord): AlertActor {
  const type = textAt(record, 'userIdentity', 'type');
  const arn = textAt(record, 'userIdentity', 'arn');
  const accountId =
    textAt(record, 'userIdentity', 'accountId') ?? arn?.match(/^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/)?.[1];
  const mfa = usedMfa(record);
  return {
    ...(type === undefined ? {} : { type }),
    ...(arn === undefined ? {} : { arn }),
    name: actorName(record, type),
    ...(accountId === undefined ? {} : { accountId }),
    ...(mfa === undefined ? {} : { mfa }),
  };
}

/**
 * Role and session of a role session; `undefined` for any other identity.
 *
 * The session issuer names the role; where it is missing the ARN does, as `assumed-role/<role>/<session>`.
 */
export function roleSession(record: CloudTrailRecord): RoleSession | undefined {
  if (textAt(record, 'userIdentity', 'type') !== 'AssumedRole') return undefined;
  const [, roleOfArn, sessionOfArn] =
    textAt(record, 'userIdentity', 'arn')?.match(/:assumed-role\/([^/]+)(?:\/(.+))?$/) ?? [];
  const role = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'userName') ?? roleOfArn;
  if (role === undefined) return undefined;
  const session = sessionOfArn ?? afterColon(textAt(record, 'userIdentity', 'principalId'));
  const permissionSet = role.match(IDENTITY_CENTER_ROLE)?.[1];
  return {
    role: permissionSet ?? role,
    ...(session === undefined ? {} : { session }),
    isIdentityCenter: permissionSet !== undefined,
  };
}

function actorName(record: CloudTrailRecord, type: string | undefined): string {
  const identity = record.userIdentity;
  switch (type) {
    case 'Root':
      return 'root';
    case 'AssumedRole': {
      const found = roleSession(record);
      if (found !== undefined)
        return found.session === undefined ? found.role : `${found.role}/${found.session}`;
      return anyName(record);
    }
    case 'AWSService':
      return textAt(identity, 'invokedBy') ?? anyName(record);
    case 'AWSAccount':
      return textAt(identity, 'accountId') ?? anyName(record);
    case 'IdentityCenterUser':
      return (
        textAt(record, 'additionalEventData', 'UserName') ??
        textAt(identity, 'userName') ??
        textAt(identity, 'onBehalfOf', 'userId') ??
        anyName(record)
      );
    default:
      return anyName(record);
  }
}

/** The best name that any identity has: its user name, the end of its ARN, who invoked it, its unique id. */
function anyName(record: CloudTrailRecord): string {
  const identity = record.userIdentity;
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
 * A federated sign-in always says `MFAUsed: No`, and a session of Identity Center always says
 * `mfaAuthenticated: false`, because their second factor is asked for elsewhere: both say nothing.
 */
function usedMfa(record: CloudTrailRecord): boolean | undefined {
  const type = textAt(record, 'userIdentity', 'type');
  const atSignIn = textAt(record, 'additionalEventData', 'MFAUsed');
  if (atSignIn === 'Yes') return true;
  if (atSignIn === 'No') return type === 'IAMUser' || type === 'Root' ? false : undefined;
  const ofSession = textAt(record, 'userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated');
  if (ofSession === 'true') return true;
  if (ofSession === 'false') return roleSession(record)?.isIdentityCenter === true ? undefined : false;
  return undefined;
}

function afterColon(principalId: string | undefined): string | undefined {
  const at = principalId?.indexOf(':') ?? -1;
  const session = at === -1 ? undefined : principalId?.slice(at + 1);
  return session === '' ? undefined : session;
}
