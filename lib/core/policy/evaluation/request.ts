import type { Context } from './condition-block';
import { foldedKey, isMultivalued, requireKnownKey } from './condition-key';

/** An organization, as far as policies see it. */
export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  /** `r-…`: what its policies may be attached to. */
  readonly rootId?: string;
}

/** An AWS account, alone or in an organization. */
export interface Account {
  readonly id: string;
  readonly organization?: Organization;
  /** `aws` where it is left out. */
  readonly partition?: string;
}

/** The requester. */
export type Principal = ServicePrincipal | RoleSession | User | RootUser | Anonymous;

/** An AWS service that acts for itself, and the resource for which it does so. */
export interface ServicePrincipal {
  readonly kind: 'service';
  /** `cloudtrail.amazonaws.com` */
  readonly name: string;
  readonly source?: { readonly arn: string; readonly account: Account };
}

/** A session of an IAM role: requests are made by sessions, never by the role itself. */
export interface RoleSession {
  readonly kind: 'role';
  readonly arn: string;
  readonly sessionArn: string;
  readonly account: Account;
}

/** An IAM user. */
export interface User {
  readonly kind: 'user';
  readonly arn: string;
  readonly account: Account;
}

/** The root user of an account. */
export interface RootUser {
  readonly kind: 'root';
  readonly account: Account;
}

/** A request without a signature. */
interface Anonymous {
  readonly kind: 'anonymous';
}

/** One question to IAM. */
export interface Request {
  readonly principal: Principal;
  /** `s3:PutObject` */
  readonly action: string;
  readonly resource: { readonly arn: string; readonly owner: Account };
  /**
   * Further context keys, in any letter case. They override the ones that follow from the rest of the request;
   * undefined removes one of those.
   */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A CloudTrail trail as the caller of other services. */
export function cloudTrailFor(trailArn: string, owner: Account): ServicePrincipal {
  return { kind: 'service', name: 'cloudtrail.amazonaws.com', source: { arn: trailArn, account: owner } };
}

/** A session of the role with that path and name (`service-role/Reader`, `Reader`). */
export function roleSession(account: Account, pathAndName: string, session = 'session'): RoleSession {
  const name = pathAndName.split('/').at(-1);
  const { partition = 'aws' } = account;
  return {
    kind: 'role',
    arn: `arn:${partition}:iam::${account.id}:role/${pathAndName}`,
    sessionArn: `arn:${partition}:sts::${account.id}:assumed-role/${name}/${session}`,
    account,
  };
}

/** The requester in a few words. */
export function describePrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'service':
      return principal.source === undefined
        ? principal.name
        : `${principal.name} for ${principal.source.arn}`;
    case 'role':
    case 'user':
      return principal.arn;
    case 'root':
      return rootArn(principal);
    case 'anonymous':
      return 'an unsigned request';
  }
}

/**
 * Everything that conditions and policy variables can see. By default a request comes over TLS 1.3, without MFA, and
 * from an address on the internet unless a service makes it.
 *
 * Throws on a context key that AWS does not have, and on several values for a key that has one.
 */
export function contextOf(request: Request): Context {
  const known = CONTEXTS.get(request);
  if (known !== undefined) return known;
  const context = buildContext(request);
  CONTEXTS.set(request, context);
  return context;
}

// every statement of every policy needs it again
const CONTEXTS = new WeakMap<Request, Context>();

function buildContext(request: Request): Context {
  const entries = { ...requestKeys(request), ...ownerKeys(request), ...principalKeys(request) };
  const context = new Map<string, string | readonly string[]>();
  for (const [key, value] of [...Object.entries(entries), ...Object.entries(request.context ?? {})]) {
    requireKnownKey(key);
    if (value === undefined) context.delete(foldedKey(key));
    else if (Array.isArray(value) === isMultivalued(key)) context.set(foldedKey(key), value);
    else throw new Error(`'${key}' takes ${isMultivalued(key) ? 'a list of values' : 'one value'}`);
  }
  return context;
}

type Keys = Readonly<Record<string, string | readonly string[] | undefined>>;

function requestKeys({ principal, action }: Request): Keys {
  return {
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': '2026-06-01T12:00:00Z',
    'aws:SourceIp': principal.kind === 'service' ? undefined : '198.51.100.7',
    's3:TlsVersion': /^s3:/i.test(action) ? '1.3' : undefined,
    'kms:CallerAccount': /^kms:/i.test(action) && 'account' in principal ? principal.account.id : undefined,
  };
}

function ownerKeys({ action, resource: { owner } }: Request): Keys {
  return {
    'aws:ResourceAccount': owner.id,
    'aws:ResourceOrgID': owner.organization?.id,
    's3:ResourceAccount': /^s3:/i.test(action) ? owner.id : undefined,
  };
}

function principalKeys({ principal }: Request): Keys {
  switch (principal.kind) {
    case 'anonymous':
      return { 'aws:PrincipalType': 'Anonymous' };
    case 'service':
      return {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': principal.name,
        'aws:PrincipalServiceNamesList': [principal.name],
        'aws:ViaAWSService': 'false',
        'aws:SourceArn': principal.source?.arn,
        'aws:SourceAccount': principal.source?.account.id,
        'aws:SourceOrgID': principal.source?.account.organization?.id,
      };
    default:
      return {
        'aws:PrincipalIsAWSService': 'false',
        'aws:ViaAWSService': 'false',
        'aws:PrincipalArn': principal.kind === 'root' ? rootArn(principal) : principal.arn,
        'aws:PrincipalAccount': principal.account.id,
        'aws:PrincipalOrgID': principal.account.organization?.id,
        'aws:PrincipalType': { role: 'AssumedRole', user: 'User', root: 'Account' }[principal.kind],
        'aws:username': principal.kind === 'user' ? principal.arn.split('/').at(-1) : undefined,
      };
  }
}

function rootArn({ account: { id, partition = 'aws' } }: RootUser): string {
  return `arn:${partition}:iam::${id}:root`;
}
