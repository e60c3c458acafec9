import type { Condition, IsRight, IsUnknown } from '../../lib/core/delivery/condition';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { DeployedPart, DeployedResource } from '../../lib/core/settings/deployed-resources';
import type { Ports } from './ports';

/** A part of the pipeline as the deployment handed it over. */
type Part = DeployedResource & { readonly part: DeployedPart };

/** Parts by the names that CloudFormation gave them, and what is known of the others. */
export interface LocatedParts {
  readonly located: readonly DeployedResource[];
  readonly conditions: readonly Condition[];
  /** Stacks that did not answer, and why. */
  readonly failures: readonly string[];
  /** Whether a condition may be of a part that has no name now, or is of a stack that was not listed. */
  readonly isUnknown: IsUnknown;
  /** Whether a condition is of a stack that was listed, and, where it is of a part, has it with a name. */
  readonly isRight: IsRight;
}

/** Of a condition of a stack: that its resources cannot be listed. Other conditions of it have a logical id there. */
const ALL = 'all';

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
    isUnknown: (condition) => all.some(({ isUnknown }) => isUnknown(condition)),
    isRight: (condition) => all.some(({ isRight }) => isRight(condition)),
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
  const nameless = parts.filter((_, index) => !('arn' in (outcomes[index] ?? {})));
  return {
    located: outcomes.flatMap((outcome) => ('arn' in outcome ? [outcome] : [])),
    conditions: outcomes.flatMap((outcome) => ('arn' in outcome ? [] : [outcome])),
    failures: [],
    isUnknown: (condition) => nameless.some((part) => mayBeOf(condition, part)),
    isRight: ({ subject, part }) =>
      parts.some(
        (one) =>
          subject === stackOf(one) &&
          (part === ALL || (part === one.part.logicalId && !nameless.includes(one))),
      ),
  };
}

/** Whether a condition may be of a part whose name is not known; those of earlier versions have no logical id. */
function mayBeOf({ subject, logicalId }: Parameters<IsUnknown>[0], { arn, part }: Part): boolean {
  return subject.startsWith(arn) && (logicalId === undefined || logicalId === part.logicalId);
}

function notListed(stack: string, parts: readonly Part[], error: unknown): LocatedParts {
  const isUnknown: IsUnknown = (condition) =>
    parts.some((one) => {
      const { subject, part } = condition;
      return (
        mayBeOf(condition, one) || (subject === stackOf(one) && (part === ALL || part === one.part.logicalId))
      );
    });
  const nothing = { located: [], conditions: [], failures: [], isUnknown, isRight: () => false };
  const name = error instanceof Error ? error.name : '';
  const [first] = parts;
  if (first === undefined) return nothing;
  if (!failureOf(awsErrorOf(error)).isRefused && name !== NO_STACK)
    return { ...nothing, failures: [`${stack}: ${String(error)}`] };
  const text = `its resources cannot be listed (${name}), so its resources are not checked for drift`;
  return { ...nothing, conditions: [conditionOf(first, { kind: 'settings-refused', text, part: ALL })] };
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

function conditionOf(part: Part, wrong: Pick<Condition, 'kind' | 'text' | 'part'>): Condition {
  return { ...wrong, subject: stackOf(part), accountId: part.accountId, region: '' };
}

/** The ARN of the stack of a part. */
function stackOf({ arn, part: { stack } }: Part): string {
  const [prefix = 'arn', partition = '', , region = '', account = ''] = arn.split(':');
  return stack.startsWith('arn:')
    ? stack
    : [prefix, partition, 'cloudformation', region, account, `stack/${stack}`].join(':');
}
