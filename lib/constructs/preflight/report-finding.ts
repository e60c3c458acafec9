import { Annotations, Aspects, CfnResource, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { namingTokens } from './construct-error';
import { type IdOfLevel, PREFLIGHT_CHECKS, type PreflightId } from './preflight-checks';

/** Creates the error of a check, to throw or to return from a CDK validation: the finding, its consequence, and the remedy. */
export function refusalOf(id: IdOfLevel<'error'>, found: string): Error {
  return new Error(renderFinding(id, found));
}

/**
 * Adds a warning about a setting that may be intended. Acknowledge it with
 * `Annotations.of(…).acknowledgeWarning('cdk-trailwatch:ID')`.
 */
export function warnOf(scope: IConstruct, id: IdOfLevel<'warning'>, found: string): void {
  warnInWords(scope, id, renderFinding(id, found));
}

/**
 * Fails the synthesis for a configuration that AWS does not support, unless it is acknowledged like a warning: a later
 * deployment may not use CloudFormation.
 */
export function refuseUnlessAcknowledged(
  scope: IConstruct,
  id: IdOfLevel<'acknowledgeable error'>,
  found: string,
): void {
  const message = renderFinding(id, found);
  const isOpen = () =>
    scope.node.metadata.some(({ data }) => typeof data === 'string' && data.startsWith(message));
  if (isOpen() || isAcknowledged(scope, id)) return;
  Annotations.of(scope).addWarningV2(`cdk-trailwatch:${id}`, message);
  scope.node.addValidation({
    validate: () =>
      isOpen()
        ? [
            `${namingTokens(scope, message)}; Annotations.of(…).acknowledgeWarning('cdk-trailwatch:${id}') lets it pass`,
          ]
        : [],
  });
}

/** Adds a warning whose text already contains the consequence and the remedy. */
export function warnInWords(scope: IConstruct, id: IdOfLevel<'warning'>, words: string): void {
  withNamedTokens(scope, words, (message) => {
    if (!isAcknowledged(scope, id)) Annotations.of(scope).addWarningV2(`cdk-trailwatch:${id}`, message);
  });
}

/** The maximum number of findings in a warning. */
const MAX_SHOWN = 5;

/** Adds one warning for all findings of a kind; `rest` says where to find those that are not shown. */
export function warnOfAll(
  scope: IConstruct,
  id: IdOfLevel<'warning'>,
  { found, rest }: { readonly found: readonly string[]; readonly rest: string },
): void {
  if (found.length === 0) return;
  const more = found.length - MAX_SHOWN;
  const shown = found.slice(0, MAX_SHOWN).join('; ');
  warnInWords(scope, id, more > 0 ? `${shown}; and ${more} more, which ${rest}` : shown);
}

/**
 * Adds a note on settings of the organization that are required, unless an `OrganizationAdministration` of the app manages
 * them. Evaluated after all constructs have been added.
 */
export function noteOfAdministration(
  scope: IConstruct,
  id: Extract<IdOfLevel<'note'>, 'cloudTrailAccess' | 'stackSetsAccess'>,
  found: string,
): void {
  const isAdministration = (node: IConstruct) =>
    CfnResource.isCfnResource(node) &&
    node.cfnResourceType === 'Custom::TrailwatchOrganizationAdministration';
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope && !scope.node.root.node.findAll().some(isAdministration)) noteOf(scope, id, found);
    },
  });
}

/** Adds a note: not an error, but worth knowing. */
export function noteOf(scope: IConstruct, id: IdOfLevel<'note'>, found: string): void {
  withNamedTokens(scope, renderFinding(id, found), (message) => {
    Annotations.of(scope).addInfoV2(`cdk-trailwatch:${id}`, message);
  });
}

/** Reports a message in which tokens are named, as in `${BucketName}`: after all Aspects, which may still decide their values. */
function withNamedTokens(scope: IConstruct, message: string, report: (message: string) => void): void {
  if (Token.isUnresolved(message)) onceFinal(scope, () => report(namingTokens(scope, message)));
  else report(message);
}

/** Adds a warning if the error was acknowledged, on the construct or on a parent, before or after it was found. */
export function warnIfAcknowledged(
  scope: IConstruct,
  { id, of, found }: { id: IdOfLevel<'warning'>; of: IdOfLevel<'acknowledgeable error'>; found: string },
): void {
  onceFinal(scope, () => {
    if (isAcknowledged(scope, of)) warnOf(scope, id, found);
  });
}

/** Calls a function after all Aspects, which may still name, add or acknowledge what it judges. No Aspect visits what it adds. */
export function onceFinal(scope: IConstruct, judge: () => void): void {
  scope.node.addValidation({
    validate: () => {
      judge();
      return [];
    },
  });
}

/**
 * Warns of what is found after all Aspects, where a message may have tokens: validations that are added by one are not run.
 *
 * @param judge gets a function that warns
 */
export function warnWhenFinal(
  scope: IConstruct,
  judge: (warn: (id: IdOfLevel<'warning'>, found: string) => void) => void,
): void {
  onceFinal(scope, () => judge((id, found) => warnOf(scope, id, namingTokens(scope, found))));
}

function renderFinding(id: PreflightId, found: string): string {
  const { reason, fix } = PREFLIGHT_CHECKS[id];
  return `${found}: ${reason}; ${fix}`;
}

const PROBE_ID = 'AcknowledgementProbe';

/**
 * Whether the warning is acknowledged on the construct or on a parent. For a later warning, versions of the CDK before 2.276
 * search for the acknowledgement on the parents of its construct but not on the construct itself, so a child is used for the
 * check.
 */
function isAcknowledged(scope: IConstruct, id: IdOfLevel<'warning' | 'acknowledgeable error'>): boolean {
  const probe = new Construct(scope, PROBE_ID);
  Annotations.of(probe).addWarningV2(`cdk-trailwatch:${id}`, PROBE_ID);
  scope.node.tryRemoveChild(PROBE_ID);
  return probe.node.metadata.length === 0;
}
