import { Annotations, Aspects, CfnResource } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type IdOfLevel, PREFLIGHT_CHECKS, type PreflightId } from './preflight-checks';

/** The error of a check, to throw or to give to CDK's validation: what was found, what comes of it, what to do. */
export function refusalOf(id: IdOfLevel<'error'>, found: string): Error {
  return new Error(renderFinding(id, found));
}

/** Warns of what may be meant. `Annotations.of(…).acknowledgeWarning('cdk-trailwatch:ID')` says that it is. */
export function warnOf(scope: IConstruct, id: IdOfLevel<'warning'>, found: string): void {
  warnInWords(scope, id, renderFinding(id, found));
}

/**
 * Ends the synth on what AWS does not carry out, unless it is acknowledged like a warning: a later deployment may do without
 * CloudFormation.
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
        ? [`${message}; Annotations.of(…).acknowledgeWarning('cdk-trailwatch:${id}') lets it pass`]
        : [],
  });
}

/** Warns in words that say already what comes of it and what to do. */
export function warnInWords(scope: IConstruct, id: IdOfLevel<'warning'>, words: string): void {
  if (!isAcknowledged(scope, id)) Annotations.of(scope).addWarningV2(`cdk-trailwatch:${id}`, words);
}

/** As many findings as a warning shows. */
const MAX_SHOWN = 5;

/** One warning for all findings of a kind, in their own words; `rest` says where those are that it does not show. */
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
 * A note on what the organization has to allow, unless an `OrganizationAdministration` of the app sees to it. Asked when the app is whole.
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

/** Reports a note: not an error of the user, but worth knowing. */
export function noteOf(scope: IConstruct, id: IdOfLevel<'note'>, found: string): void {
  Annotations.of(scope).addInfoV2(`cdk-trailwatch:${id}`, renderFinding(id, found));
}

/** A warning of what somebody has acknowledged, on the construct or on one that it is in, before or after it was found. */
export function warnIfAcknowledged(
  scope: IConstruct,
  { id, of, found }: { id: IdOfLevel<'warning'>; of: IdOfLevel<'acknowledgeable error'>; found: string },
): void {
  scope.node.addValidation({
    validate: () => {
      if (isAcknowledged(scope, of)) warnOf(scope, id, found);
      return [];
    },
  });
}

function renderFinding(id: PreflightId, found: string): string {
  const { reason, fix } = PREFLIGHT_CHECKS[id];
  return `${found}: ${reason}; ${fix}`;
}

const PROBE_ID = 'AcknowledgementProbe';

/**
 * Whether the warning is acknowledged on the construct or on one that it is in. Versions of the CDK before 2.276 look for the
 * acknowledgement of a later warning on the constructs that contain its construct and leave out the construct itself, so a child
 * asks in its place.
 */
function isAcknowledged(scope: IConstruct, id: IdOfLevel<'warning' | 'acknowledgeable error'>): boolean {
  const probe = new Construct(scope, PROBE_ID);
  Annotations.of(probe).addWarningV2(`cdk-trailwatch:${id}`, PROBE_ID);
  scope.node.tryRemoveChild(PROBE_ID);
  return probe.node.metadata.length === 0;
}
