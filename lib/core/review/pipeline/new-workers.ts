import { type PlacedResource, resourceName } from '../../estate/estate';
import { OpenText, Unknown, type Value } from '../../estate/values/value';
import { leavesOf, valueAt } from '../../inventory/property-path';
import type { AttachedPolicies } from '../access/policies/attached-policies';
import type { ReadStatement } from '../access/read-statement';
import type { PipelinePair } from './pair-pipeline';
import type { PipelineResource } from './pipeline-graph';

/** The services that may take a role, where nobody else may, by the name that cells of access have for the role. */
export type Servants = ReadonlyMap<string, readonly string[]>;

/** Roles that services alone may take. */
export function servantsIn({ identities }: AttachedPolicies): Servants {
  return new Map(
    identities.flatMap(({ kind, name, trust }) => {
      const allowed = trust.filter(({ effect }) => effect !== 'Deny');
      const services = allowed.flatMap(servicesOf);
      const isServant =
        kind === 'role' && services.length > 0 && allowed.every((each) => isForServices(each));
      return isServant ? [[`role ${name}`, services] as const] : [];
    }),
  );
}

function servicesOf({ principals = [] }: ReadStatement): readonly string[] {
  return principals.flatMap((principal) => (principal.kind === 'service' ? principal.name : []));
}

function isForServices({ principals = [] }: ReadStatement): boolean {
  return principals.length > 0 && principals.every(({ kind }) => kind === 'service');
}

/** Services that bring what they get to the target that a property names; others run code, or make any call that a definition has. */
const CARRIES = /^(events|firehose|logs|delivery\.logs|cloudtrail|s3)\./;
const LAMBDA = /^lambda\./;

/** What is known of roles that the head alone has. */
export interface NewWorkers {
  /** Whether a role is new, services alone may take it, and no code but that of trailwatch runs as it. */
  readonly isNew: (who: string) => boolean;
  /** Whether it is such a role, and its services only carry, or new functions with trailwatch's own code run as it. */
  readonly isFixed: (who: string) => boolean;
  /** Whether it is such a role, and new functions with trailwatch's own code run as it. */
  readonly isOwn: (who: string) => boolean;
}

/** Both sides of the pipeline, and what its functions run. */
export interface Workforce {
  readonly pairs: readonly PipelinePair[];
  readonly servants: Servants;
  /** The role of a function, by the name that cells of access have for it. */
  readonly roleOf: (each: PipelineResource) => string | undefined;
  /** Whether code has the hash of a handler that trailwatch comes with. */
  readonly isShipped: (hash: string) => boolean;
}

/**
 * Roles that come with a change, and do what they are for. An existing role that may do more is none, nor is the role of a function with
 * other code, whatever its variables are called: these gain access.
 */
export function newWorkers({ pairs, servants, roleOf, isShipped }: Workforce): NewWorkers {
  const added = new Set<string>();
  const [own, foreign] = [new Set<string>(), new Set<string>()];
  for (const { before, after } of pairs) {
    if (after === undefined) continue;
    const isAdded = before === undefined || before.exists === false;
    const { Type } = after.placed.resource;
    if (Type === 'AWS::IAM::Role' && isAdded) added.add(nameOf(after.placed));
    const role = Type === 'AWS::Lambda::Function' ? roleOf(after) : undefined;
    if (role !== undefined) (isAdded && runsShipped(after, isShipped) ? own : foreign).add(role);
  }
  const takes = (who: string, service: RegExp): boolean =>
    servants.get(who)?.every((name) => service.test(name)) === true;
  const isOwn = (who: string): boolean =>
    added.has(who) && takes(who, LAMBDA) && own.has(who) && !foreign.has(who);
  return {
    isOwn,
    isFixed: (who) => isOwn(who) || (added.has(who) && takes(who, CARRIES)),
    isNew: (who) =>
      isOwn(who) || (added.has(who) && servants.get(who)?.some((name) => LAMBDA.test(name)) === false),
  };
}

function nameOf(placed: PlacedResource): string {
  return `role ${resourceName(placed)}`;
}

/**
 * Whether a function runs the code that trailwatch comes with: from a bucket of the deployment, with no layer from elsewhere, and without
 * a file system or a variable from which the runtime loads other code before it.
 */
function runsShipped({ placed, properties }: PipelineResource, isShipped: Workforce['isShipped']): boolean {
  const code = valueAt(properties, 'Code');
  const hash = assetHash(code);
  const variables = leavesOf(valueAt(properties, 'Environment.Variables'));
  return (
    hash !== undefined &&
    isShipped(hash) &&
    isOfDeployment(valueAt(code, 'S3Bucket'), placed.stack.account) &&
    areOwnLayers(valueAt(properties, 'Layers') ?? []) &&
    valueAt(properties, 'FileSystemConfigs') === undefined &&
    valueAt(properties, 'Handler') === 'index.handler' &&
    variables.every(({ path }) => path.startsWith('TRAILWATCH_'))
  );
}

/** Whether each layer is one of the templates. */
function areOwnLayers(layers: Value): boolean {
  return (
    Array.isArray(layers) && layers.every((layer) => layer instanceof Unknown && layer.why === 'attribute')
  );
}

/** Whether a bucket has the name of one of the CDK's for assets, with the account of the stack where that is known. */
function isOfDeployment(bucket: Value | undefined, account: string | undefined): boolean {
  const parts = bucket instanceof OpenText ? bucket.parts : [bucket];
  const [start] = parts;
  return (
    typeof start === 'string' &&
    /^cdk-[\w-]+-(?:assets|staging)-/.test(start) &&
    (parts.length > 1 || (account !== undefined && start.includes(`-${account}-`)))
  );
}

/** The hash of the content of an asset, by which the CDK names its file. */
export function assetHash(code: Value | undefined): string | undefined {
  const key = valueAt(code, 'S3Key');
  const end = key instanceof OpenText ? key.parts.at(-1) : key;
  return /^(?:.*\/)?([0-9a-f]{64})\.zip$/.exec(typeof end === 'string' ? end : '')?.[1];
}
