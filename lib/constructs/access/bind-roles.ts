import { type Stack, Token } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';
import { bootstrapRolesOf, fits } from '../resource/bootstrap-roles';

/** An account and a Region with something that guardrails protect, and the CDK's roles that deploy there. */
export interface ProtectedPlace {
  /** `*` for every account. */
  readonly account: string;
  /** `*` where it is not known. */
  readonly region: string;
  readonly roles: readonly string[];
}

/** What users select for guardrails, as far as it has an account. */
interface Selected {
  readonly stacks: readonly Stack[];
  readonly trails: readonly TrailIdentity[];
  readonly keyArns?: readonly string[];
}

/**
 * The accounts and Regions of stacks, trails and keys. The management account, which owns an organization trail, is among them only
 * if nothing else is: guardrails do not apply to it.
 */
export function protectedPlaces({ stacks, trails, keyArns = [] }: Selected): readonly ProtectedPlace[] {
  const forms = new Set(stacks.flatMap(roleForms));
  const at = (account: string, region: string): ProtectedPlace => ({
    ...{ account, region: Token.isUnresolved(region) ? '*' : region },
    roles: [...forms].map((form) => form.replaceAll(ACCOUNT, account).replaceAll(REGION, region)),
  });
  const of = (some: readonly TrailIdentity[]) =>
    some.map(({ ownerAccount, homeRegion }) => at(ownerAccount, homeRegion));
  const listed = [
    ...stacks.map(({ account, region }) => at(account, region)),
    ...of(trails.filter(({ isOrganizationTrail }) => !isOrganizationTrail)),
    ...keyArns.map((arn) => at(arn.split(':')[4] ?? '', arn.split(':')[3] ?? '*')),
  ].filter(({ account }) => /^\d{12}$/.test(account));
  const places = [...listed, ...of(trails.filter(({ isOfMembers }) => isOfMembers))];
  return places.length > 0 ? places : of(trails).filter(({ account }) => !Token.isUnresolved(account));
}

const ACCOUNT = '<account>';
const REGION = '<Region>';

/** The bootstrap roles of a stack for any account and Region; trails and keys are deployed with roles of the same names. */
function roleForms(stack: Stack): readonly string[] {
  const { deployment, execution } = bootstrapRolesOf(stack);
  return [...deployment, ...execution].map((role) =>
    role.replaceAll(stack.account, ACCOUNT).replaceAll(stack.region, REGION),
  );
}

/** Whether a pattern is for roles of every account. */
export function isOfAnyAccount(arn: string): boolean {
  return !Token.isUnresolved(arn) && arn.split(':')[4] === '*';
}

/**
 * The roles, those of any account restricted to the protected accounts: a role of another account is neither exempt nor protected.
 * Otherwise no other team could assume or create roles of the same names, such as those of `cdk bootstrap`. With `byRegion`,
 * patterns that match the CDK's bootstrap roles are restricted to those of the protected Regions.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html (names of roles: …-role-ACCOUNT-REGION)
 */
export function bindRoles(
  arns: readonly string[],
  places: readonly ProtectedPlace[],
  byRegion: boolean,
): readonly string[] {
  const bound = new Set(
    arns.flatMap((arn) =>
      isOfAnyAccount(arn) ? places.map((place) => bindRole(arn, place, byRegion)) : [arn],
    ),
  );
  return [...bound].filter((arn) => ![...bound].some((other) => other !== arn && fits(other, arn)));
}

function bindRole(arn: string, place: ProtectedPlace, byRegion: boolean): string {
  const inAccount = arn.replace(':iam::*:', `:iam::${place.account}:`);
  const inRegion = `${inAccount}${endOf(place)}`;
  const roles = place.roles.filter((role) => fits(inAccount, role));
  const isOfBootstrap = inAccount.endsWith('*') && roles.length > 0;
  return byRegion && isOfBootstrap && roles.every((role) => fits(inRegion, role)) ? inRegion : inAccount;
}

function endOf({ account, region }: ProtectedPlace): string {
  return `${account}-${region}`;
}

/** Whether a pattern for roles of any account matches none of the roles that the CDK deploys the stacks with. */
export function isOfOtherRoles(arn: string, places: readonly ProtectedPlace[]): boolean {
  return isOfAnyAccount(arn) && !places.some(({ roles }) => roles.some((role) => fits(arn, role)));
}

/**
 * The Regions in which the roles deploy, where each of them that is in a protected account is a bootstrap role of one Region; empty
 * if one of them may deploy in any Region.
 */
export function deploymentRegions(
  bound: readonly string[],
  places: readonly ProtectedPlace[],
): readonly string[] {
  const regions = bound
    .filter((arn) => Token.isUnresolved(arn) || places.some(({ account }) => arn.includes(`::${account}:`)))
    .map((arn) => places.find((place) => isOfPlace(arn, place))?.region);
  const known = regions.flatMap((region) => (region === undefined || region === '*' ? [] : [region]));
  return known.length < regions.length ? [] : [...new Set(known)];
}

function isOfPlace(arn: string, place: ProtectedPlace): boolean {
  return arn.endsWith(endOf(place)) && place.roles.some((role) => fits(arn, role));
}
