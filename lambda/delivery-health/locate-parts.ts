import type { Condition } from '../../lib/core/delivery/condition';
import type { DeployedPart, DeployedResource } from '../../lib/core/settings/deployed-resources';
import type { Ports } from './ports';
import { isRefusal } from './raise-problems';

/** A part of the pipeline as the deployment handed it over. */
type Part = DeployedResource & { readonly part: DeployedPart };

/** Parts by the names that CloudFormation gave them, and what is known of the others. */
export interface LocatedParts {
  readonly located: readonly DeployedResource[];
  readonly conditions: readonly Condition[];
  /** Stacks that did not answer, and why. */
  readonly failures: readonly string[];
  /** Whether some parts have no name now, so that nothing new is known of them. */
  readonly isPartial: boolean;
}

/** CloudFormation has no stack of the name. */
const NO_STACK = 'ValidationError';

/** Asks each stack once for the names of its resources. */
export async function locateParts(
  ports: Pick<Ports, 'listStackResources'>,
  resources: readonly DeployedResource[],
): Promise<LocatedParts> {
  const parts = resources.filter((resource): resource is Part => resource.part !== undefined);
  const stacks = [...new Set(parts.map(({ part }) => part.stack))];
  const all = await Promise.all(
    stacks.map((stack) =>
      locateIn(
        ports,
        stack,
        parts.filter(({ part }) => part.stack === stack),
      ),
    ),
  );
  return {
    located: all.flatMap(({ located }) => located),
    conditions: all.flatMap(({ conditions }) => conditions),
    failures: all.flatMap(({ failures }) => failures),
    isPartial: all.some(({ isPartial }) => isPartial),
  };
}

async function locateIn(
  ports: Pick<Ports, 'listStackResources'>,
  stack: string,
  parts: readonly Part[],
): Promise<LocatedParts> {
  let names: ReadonlyMap<string, string>;
  try {
    names = await ports.listStackResources(stack);
  } catch (error) {
    return notListed(stack, parts, error);
  }
  const outcomes = parts.map((part) => locate(part, names.get(part.part.logicalId)));
  return {
    located: outcomes.flatMap((outcome) => ('arn' in outcome ? [outcome] : [])),
    conditions: outcomes.flatMap((outcome) => ('arn' in outcome ? [] : [outcome])),
    ...{ failures: [], isPartial: outcomes.some((outcome) => !('arn' in outcome)) },
  };
}

function notListed(stack: string, [first]: readonly Part[], error: unknown): LocatedParts {
  const nothing = { located: [], conditions: [], failures: [], isPartial: true };
  const name = error instanceof Error ? error.name : '';
  if (first === undefined) return nothing;
  if (!isRefusal(error) && name !== NO_STACK) return { ...nothing, failures: [`${stack}: ${String(error)}`] };
  const text = `its resources cannot be listed (${name}), so its resources are not checked for drift`;
  return { ...nothing, conditions: [conditionOf(first, { kind: 'settings-refused', text, part: 'all' })] };
}

function locate(resource: Part, name: string | undefined): DeployedResource | Condition {
  const { logicalId, type } = resource.part;
  if (name === undefined) {
    const text = `it has no ${logicalId}, so this resource is not checked for drift; deploy the stack`;
    return conditionOf(resource, { kind: 'settings-refused', text, part: logicalId });
  }
  // an older subscription that was not confirmed has no ARN
  if (type === 'AWS::SNS::Subscription') {
    if (name.startsWith('arn:')) return { ...resource, arn: name };
    const text = `the subscription ${logicalId} is not confirmed, so it gets no alerts`;
    return conditionOf(resource, { kind: 'subscription-unconfirmed', text, part: logicalId });
  }
  // of a rule on a bus of its own, Ref is `bus|rule`; of a queue, it is the URL
  const last = type === 'AWS::SQS::Queue' ? name.slice(name.lastIndexOf('/') + 1) : name.replace('|', '/');
  return { ...resource, arn: `${resource.arn}${last}`, part: { ...resource.part, physicalId: name } };
}

function conditionOf(
  { arn, accountId, part: { stack } }: Part,
  wrong: Pick<Condition, 'kind' | 'text' | 'part'>,
): Condition {
  const [prefix = 'arn', partition = '', , region = '', account = ''] = arn.split(':');
  const subject = stack.startsWith('arn:')
    ? stack
    : [prefix, partition, 'cloudformation', region, account, `stack/${stack}`].join(':');
  return { ...wrong, subject, accountId, region: '' };
}
