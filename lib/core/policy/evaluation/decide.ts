import type { Policy, Statement } from './policy-document';
import { describePrincipal, type Request } from './request';
import { type Match, matchStatement, STOPS } from './statement-match';
import type { Reach } from './statement-principal';

/** Every policy that applies to one request. An absent one is not attached. */
export interface Policies {
  /** Of the resource asked for: bucket, key, topic or queue policy, or the trust policy of a role. */
  readonly resource?: Policy;
  /** Of the requester: inline and managed. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: Policy;
  /** The policy of the VPC endpoint that the request uses. */
  readonly endpoint?: Policy;
  /** Of the requester's account: one list for the root, each organizational unit on the way, and the account. */
  readonly serviceControl?: readonly (readonly Policy[])[];
  /** Of the resource's account, of all levels. */
  readonly resourceControl?: readonly Policy[];
}

/** The answer, and the sentence with the statement that gave it or the one that is missing. */
export interface Decision {
  readonly verdict: 'allowed' | 'denied explicitly' | 'not allowed';
  readonly reason: string;
}

interface Tried {
  readonly statement: Statement;
  readonly match: Match;
}

/** A policy that must allow: the statements that do, or the words for why none does. */
type Grant =
  | { readonly granted: true; readonly words: string; readonly reaches: readonly Reach[] }
  | { readonly granted: false; readonly words: string };

// services that answer unsigned requests, among those whose resource policies are read here
const ANSWERS_ANONYMOUS = ['s3', 'sns', 'sqs'];

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html (2026-09), as far as asked here
const HAS_RESOURCE_CONTROL = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'dynamodb', 'events', 'logs'];

/**
 * Decides a request as AWS documents it: an explicit Deny anywhere wins; then every limit must allow it, and so must
 * the policies of the resource, of the requester, or of both, depending on the requester and the request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function decide(request: Request, policies: Policies): Decision {
  const denials = applicable(request, policies)
    .flatMap((policy) => tryAll(policy, request))
    .filter(({ statement, match }) => statement.effect === 'Deny' && match.applies);
  if (denials.length > 0) {
    return { verdict: 'denied explicitly', reason: `denied by ${titles(denials)}` };
  }
  const limit = missingAtEndpoint(request, policies) ?? missingAtServiceControl(request, policies);
  return limit === undefined ? decideByGrants(request, policies) : notAllowed(limit);
}

function decideByGrants(request: Request, policies: Policies): Decision {
  const { principal, resource } = request;
  switch (principal.kind) {
    case 'service':
      return decideByResource(request, policies);
    case 'anonymous':
      return ANSWERS_ANONYMOUS.includes(serviceOf(request))
        ? decideByResource(request, policies)
        : notAllowed(`${serviceOf(request)} answers no unsigned request`);
    default:
      return principal.account.id === resource.owner.id
        ? decideWithinAccount(request, policies)
        : decideAcrossAccounts(request, policies);
  }
}

/** Services and the unsigned have no identity policies. */
function decideByResource(request: Request, policies: Policies): Decision {
  const grant = resourceGrant(request, policies);
  return grant.granted ? allowed([grant.words]) : notAllowed(grant.words);
}

/** Either side may allow it; a key or a role must allow it itself, or trust its account to. */
function decideWithinAccount(request: Request, policies: Policies): Decision {
  const byResource = resourceGrant(request, policies);
  if (byResource.granted && byResource.reaches.includes('directly')) return allowed([byResource.words]);
  const limits = sessionLimits(request, policies);
  const missing = limits.find((limit) => !limit.granted);
  if (missing !== undefined) return notAllowed(missing.words);
  if (byResource.granted && byResource.reaches.includes('as-role')) return allowed([byResource.words]);
  const byIdentity = identityGrant(request, policies);
  if (mustAllowItself(request) && !byResource.granted) return notAllowed(byResource.words);
  if (byIdentity.granted) {
    return allowed(mustAllowItself(request) ? [byResource.words, byIdentity.words] : [byIdentity.words]);
  }
  return notAllowed([byIdentity.words, byResource.words].join('; '));
}

/** Both sides must allow it, each in its own account. */
function decideAcrossAccounts(request: Request, policies: Policies): Decision {
  const sides = [
    resourceGrant(request, policies),
    identityGrant(request, policies),
    ...sessionLimits(request, policies),
  ];
  const missing = sides.filter((side) => !side.granted);
  const words = (missing.length > 0 ? missing : sides).map((side) => side.words);
  return missing.length > 0 ? notAllowed(words.join('; ')) : allowed(words);
}

function resourceGrant(request: Request, { resource }: Policies): Grant {
  if (resource === undefined) {
    return { granted: false, words: `${request.resource.arn} has no policy of its own` };
  }
  return grantOf([resource], request, resource.name);
}

function identityGrant(request: Request, { identity = [] }: Policies): Grant {
  if (request.principal.kind === 'root') {
    return { granted: true, words: 'the root user can do everything', reaches: [] };
  }
  const who = describePrincipal(request.principal);
  if (identity.length === 0) return { granted: false, words: `${who} has no identity policy` };
  return grantOf(identity, request, `the identity policies of ${who}`);
}

/** The boundary and the session policy, each of which must allow it if there is one. */
function sessionLimits(request: Request, { boundary, session }: Policies): readonly Grant[] {
  const limits = [boundary, session].filter((policy) => policy !== undefined);
  return limits.map((policy) => grantOf([policy], request, policy.name));
}

function missingAtEndpoint(request: Request, { endpoint }: Policies): string | undefined {
  if (endpoint === undefined) return undefined;
  const grant = grantOf([endpoint], request, endpoint.name);
  return grant.granted ? undefined : grant.words;
}

function missingAtServiceControl(request: Request, policies: Policies): string | undefined {
  const levels = controlsRequester(request) ? (policies.serviceControl ?? []) : [];
  const grants = levels.map((level) => grantOf(level, request, level.map(({ name }) => name).join(', ')));
  return grants.find((grant) => !grant.granted)?.words;
}

function grantOf(policies: readonly Policy[], request: Request, name: string): Grant {
  const tried = policies.flatMap((policy) => tryAll(policy, request));
  const allows = tried.filter(({ statement }) => statement.effect === 'Allow');
  const giving = allows.filter(({ match }) => match.applies);
  if (giving.length === 0) {
    return { granted: false, words: `no statement of ${name} allows it${nearest(allows)}` };
  }
  const reaches = giving.flatMap(({ match }) => (match.applies ? match.reaches : []));
  return { granted: true, words: titles(giving), reaches };
}

/** The statements that came nearest, unless they are about other actions altogether. */
function nearest(allows: readonly Tried[]): string {
  const stops = allows.map(({ match }) => (match.applies ? -1 : STOPS.indexOf(match.stoppedAt)));
  const farthest = Math.max(0, ...stops);
  if (farthest === 0) return '';
  const near = allows.filter((_, place) => stops[place] === farthest);
  return `: ${near.map(({ statement, match }) => `${statement.title} ${match.applies ? '' : match.words}`).join('; ')}`;
}

function tryAll(policy: Policy, request: Request): readonly Tried[] {
  return policy.statements.map((statement) => ({ statement, match: matchStatement(statement, request) }));
}

function applicable(request: Request, policies: Policies): readonly Policy[] {
  const { resource, identity = [], boundary, session, endpoint } = policies;
  const { serviceControl = [], resourceControl = [] } = policies;
  const own = [resource, ...identity, boundary, session, endpoint].filter((policy) => policy !== undefined);
  return [
    ...own,
    ...(controlsRequester(request) ? serviceControl.flat() : []),
    ...(controlsResource(request) ? resourceControl : []),
  ];
}

/** Service control policies apply to members of an organization, not to its management account or service-linked roles. */
function controlsRequester({ principal }: Request): boolean {
  if (!('account' in principal) || isServiceLinked(principal)) return false;
  const { id, organization } = principal.account;
  return organization !== undefined && organization.managementAccount !== id;
}

/** Resource control policies guard resources of members, in services that know them, but for service-linked roles. */
function controlsResource(request: Request): boolean {
  const { id, organization } = request.resource.owner;
  if (organization === undefined || organization.managementAccount === id) return false;
  return HAS_RESOURCE_CONTROL.includes(serviceOf(request)) && !isServiceLinked(request.principal);
}

function isServiceLinked(principal: Request['principal']): boolean {
  return principal.kind === 'role' && principal.arn.includes(':role/aws-service-role/');
}

/** For keys and roles an identity policy alone is never enough, not even in their own account. */
function mustAllowItself({ resource, action }: Request): boolean {
  return /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource.arn) || /^sts:AssumeRole/i.test(action);
}

function serviceOf({ action }: Request): string {
  return action.split(':')[0]?.toLowerCase() ?? '';
}

function titles(tried: readonly Tried[]): string {
  return tried.map(({ statement }) => statement.title).join(', ');
}

function allowed(words: readonly string[]): Decision {
  return { verdict: 'allowed', reason: `allowed by ${words.join(' and ')}` };
}

function notAllowed(words: string): Decision {
  return { verdict: 'not allowed', reason: words };
}
