import type { Condition } from '../rule/condition';
import {
  all,
  any,
  choice,
  type FactValue,
  field,
  first,
  isExactly,
  isMatch,
  isNull,
  joined,
  not,
  part,
  text,
} from './fact';

/** Who made a call. */
export interface Actor {
  readonly type?: string;
  readonly arn?: string;
  readonly name: string;
  readonly accountId?: string;
  readonly mfa?: boolean;
}

/** The parts of a role session that people know it by. */
export interface RoleSession {
  /** The role's name, without the prefix and suffix that Identity Center puts around a permission set's name. */
  readonly role: string;
  readonly session?: string;
  /** Whether the role belongs to a permission set of IAM Identity Center; the session then names the person. */
  readonly isIdentityCenter: boolean;
}

/** The name of the actor of whom a record says nothing. */
export const UNKNOWN_ACTOR = 'unknown';

const TYPE = 'userIdentity.type';
const ISSUER = 'userIdentity.sessionContext.sessionIssuer';
const ARN = field('userIdentity.arn');
const ACCOUNT = field('userIdentity.accountId');
const INVOKED_BY = field('userIdentity.invokedBy');
const USER_NAME = field('userIdentity.userName');
const PRINCIPAL_ID = field('userIdentity.principalId');

/** The name that a person signs in to IAM Identity Center with, and the id that AWS recommends instead. */
const SIGN_IN_NAME = field('additionalEventData.UserName');
const PERSON_ID = field('userIdentity.onBehalfOf.userId');

const isType = (type: string) => isExactly(TYPE, type);

/**
 * Whether the actor is a session of a role. Some services, such as AWS Marketplace, write the ARN of a session with the type `Unknown`.
 */
const IS_SESSION = any(
  isType('AssumedRole'),
  all(isType('Unknown'), {
    kind: 'contains',
    field: 'userIdentity.arn',
    values: [':assumed-role/'],
    cased: true,
  }),
);

/** The session issuer names the role; where it is missing the ARN does, as `assumed-role/<role>/<session>`. */
const ROLE = first(field(`${ISSUER}.userName`), part(ARN, ':assumed-role/([^/]+)'));

/** The role's name without what Identity Center puts around a permission set's: `AWSReservedSSO_<name>_<16 hex digits>`. */
const PERMISSION_SET = part(ROLE, '^AWSReservedSSO_([^\n]+)_[0-9a-f]{16}$');
const SESSION_NAME = first(
  part(ARN, ':assumed-role/[^/]+/([^\n]+)$'),
  part(PRINCIPAL_ID, '^[^:]*:([^\n]+)$'),
);

/** Who is about to sign in has the type `Unknown` until the password is right. */
const IS_PERSON = isType('IdentityCenterUser');

const whenSession = (value: FactValue) => choice({ when: IS_SESSION, value });

/** Of a session of a role: the name of the role, or of the permission set that it belongs to. */
export const SESSION_ROLE = whenSession(first(PERMISSION_SET, ROLE));

/** Of a session of a permission set: the name of the permission set. The name of the session is that of the person then. */
export const SESSION_PERMISSION_SET = whenSession(PERMISSION_SET);

/** Of a session of a role: its name. */
export const SESSION = whenSession(SESSION_NAME);

/** The name by which people know the actor: role and session, person, user, service, `root`; `unknown` if there is none. */
export const ACTOR_NAME = first(
  choice(
    {
      when: IS_SESSION,
      value: first(joined('/', first(PERMISSION_SET, ROLE), SESSION_NAME), PERMISSION_SET, ROLE),
    },
    { when: isType('Root'), value: text('root') },
    { when: isType('AWSService'), value: INVOKED_BY },
    { when: isType('AWSAccount'), value: ACCOUNT },
    { when: any(IS_PERSON, isType('Unknown')), value: first(SIGN_IN_NAME, USER_NAME, PERSON_ID) },
  ),
  USER_NAME,
  part(ARN, '([^/]+)$'),
  INVOKED_BY,
  field(`${ISSUER}.userName`),
  PRINCIPAL_ID,
  ACCOUNT,
  text(UNKNOWN_ACTOR),
);

/**
 * The principal behind a call, so that the sessions of one role are one actor: the ARN of the role, of the user, or the name of the person
 * or service.
 */
export const ACTOR = first(
  field(`${ISSUER}.arn`),
  SIGN_IN_NAME,
  ARN,
  USER_NAME,
  INVOKED_BY,
  PRINCIPAL_ID,
  PERSON_ID,
);

const PRINCIPAL = first(
  choice({ when: IS_PERSON, value: PERSON_ID }),
  field(`${ISSUER}.arn`),
  part(ARN, '^([^\n]*:assumed-role/[^/\n]+)'),
  ARN,
);

/** The parts of the identity behind a call. An empty text, as AWS writes it for a person who signs in, is none. */
export const IDENTITY = {
  type: field(TYPE),
  /** Of a session, with the session's name. */
  arn: ARN,
  /** In the ARN where the record does not have it apart. */
  accountId: first(ACCOUNT, part(ARN, '^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):')),
  userName: USER_NAME,
  /** The name that a person signs in with, which is no part of `userIdentity`. */
  signInName: SIGN_IN_NAME,
  principalId: PRINCIPAL_ID,
  accessKey: field('userIdentity.accessKeyId'),
  /** The AWS service that made the call for the actor. */
  invokedBy: INVOKED_BY,
  /** Who issued the session: of a role's, the ARN of the role with its path. */
  issuer: field(`${ISSUER}.arn`),
  issuerType: field(`${ISSUER}.type`),
  issuerName: field(`${ISSUER}.userName`),
  issuerId: field(`${ISSUER}.principalId`),
  sourceIdentity: field('userIdentity.sessionContext.sourceIdentity'),
  /** The id of a person of IAM Identity Center. */
  person: PERSON_ID,
  /** What is the same in all calls of a principal: the id of a person, the ARN of a role without the session, of a user. */
  principal: PRINCIPAL,
  /** `true` for a root session that a management account took with `AssumeRoot`. */
  assumedRoot: field('userIdentity.sessionContext.assumedRoot'),
  /** The version of the metadata service that EC2 gave the credentials of an instance with. */
  ec2RoleDelivery: field('userIdentity.sessionContext.ec2RoleDelivery'),
} as const satisfies Readonly<Record<string, FactValue>>;

const IS_PERMISSION_SET: Condition = all(
  IS_SESSION,
  any(
    isMatch(`${ISSUER}.userName`, '^AWSReservedSSO_[^\n]+_[0-9a-f]{16}$'),
    all(
      any(isNull(`${ISSUER}.userName`), isExactly(`${ISSUER}.userName`, '')),
      isMatch('userIdentity.arn', ':assumed-role/AWSReservedSSO_[^/]+_[0-9a-f]{16}(/|$)'),
    ),
  ),
);

/** What may act, each with when it does. At most one of them holds. */
const KINDS = {
  root: isType('Root'),
  user: isType('IAMUser'),
  /** A person of IAM Identity Center: who signs in, also before the password is right, and a session of a permission set. */
  person: any(
    IS_PERSON,
    IS_PERMISSION_SET,
    all(
      isType('Unknown'),
      not(IS_SESSION),
      not(any(isNull('additionalEventData.UserName'), isExactly('additionalEventData.UserName', ''))),
    ),
  ),
  /** Any other session of a role. */
  role: all(IS_SESSION, not(IS_PERMISSION_SET)),
  /** Somebody whom another provider of identities, or a user of IAM with `GetFederationToken`, vouches for. */
  federated: any(...['FederatedUser', 'SAMLUser', 'WebIdentityUser'].map(isType)),
  /** Another account, or nobody that AWS knows. */
  account: isType('AWSAccount'),
  service: isType('AWSService'),
} as const satisfies Readonly<Record<string, Condition>>;

/** What acted: of another kind of identity, none. */
export const ACTOR_KINDS = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

/** What acted, as one of {@link ACTOR_KINDS}. */
export const ACTOR_KIND = choice(...ACTOR_KINDS.map((kind) => ({ when: KINDS[kind], value: text(kind) })));

/** Holds when any of these kinds acted. */
export function actorKindTest(kinds: readonly string[]): Condition {
  return any(...ACTOR_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => KINDS[kind]));
}

const SESSION_MFA = 'userIdentity.sessionContext.attributes.mfaAuthenticated';

/**
 * Whether multi-factor authentication was used, `true` or `false`, where the record can know it.
 *
 * A federated sign-in always says `MFAUsed: No`, and a session of Identity Center always says `mfaAuthenticated: false`, because their
 * second factor is requested elsewhere: neither value has a meaning.
 */
export const ACTOR_MFA = choice(
  { when: isExactly('additionalEventData.MFAUsed', 'Yes'), value: text('true') },
  {
    when: isExactly('additionalEventData.MFAUsed', 'No'),
    value: choice({ when: any(isType('IAMUser'), isType('Root')), value: text('false') }),
  },
  { when: isExactly(SESSION_MFA, 'true'), value: text('true') },
  { when: IS_PERMISSION_SET, value: text('') },
  { when: isExactly(SESSION_MFA, 'false'), value: text('false') },
);
