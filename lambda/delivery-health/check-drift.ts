import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { DeliveryConditionKind } from '../../lib/core/alert/delivery-rule';
import {
  type Condition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import { driftOf, type FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import { type DeployedResource, readDeployedResources } from '../../lib/core/settings/deployed-resources';
import type { Invocation } from './invocation';
import { raiseProblems } from './raise-problems';
import { isRefusal } from './refusals';
import { readState, writeState } from './state';

/** Under this name the deployment leaves what it made. */
export const DEPLOYED = 'deployed';

const DRIFT = 'drift';

/** So many resources are read at once. */
const AT_ONCE = 4;

const KIND_OF = {
  trail: 'trail-drift',
  bucket: 'bucket-drift',
  key: 'key-drift',
  topic: 'topic-drift',
} as const;

const KINDS: readonly DeliveryConditionKind[] = [...Object.values(KIND_OF), 'settings-refused'];

/** The resource is not there, by the name of the error. */
const MISSING: readonly string[] = [
  'TrailNotFoundException',
  'NoSuchBucket',
  'NotFoundException',
  'NotFound',
];

const PART_LENGTH = 16;

/** What was found of a resource: conditions, or why it did not answer. */
interface Compared {
  readonly conditions: readonly Condition[];
  readonly failure?: string;
}

/**
 * Compares the trails, the bucket, the key and the topic with what was deployed, and raises an alert for each setting that differs.
 * What could not be read stays as it was, and sends the message back when everything else is done.
 */
export async function checkDrift(invocation: Invocation): Promise<void> {
  const { ports, counts, log } = invocation;
  const resources = await readResources(invocation);
  const limit = pLimit(AT_ONCE);
  const compared = await Promise.all(
    resources.map((resource) => limit(async () => ({ resource, ...(await compare(invocation, resource)) }))),
  );
  const failed = compared.filter(({ failure }) => failure !== undefined);
  const state = await readState(invocation, DRIFT);
  const open = updateConditions(
    readConditions(state.members.open, KINDS),
    compared.flatMap(({ conditions }) => conditions),
    {
      nowMs: ports.nowMs(),
      isUnknown: ({ subject }) => failed.some(({ resource }) => resource.arn === subject),
    },
  );
  await writeState(invocation, state, { open });
  counts.add('Compared', resources.length - failed.length);
  counts.add('OpenConditions', open.length);
  log.info('what was deployed was compared', { resources: resources.length, open: open.length });
  await raiseProblems(invocation, problemsOf(open, ports.nowMs()));
  const [first] = failed;
  if (first !== undefined) throw new Error(`${first.resource.arn} could not be read: ${first.failure}`);
}

/** Whoever deletes the state must not end the comparison unseen: the message fails, and its alarm is raised. */
async function readResources(invocation: Invocation): Promise<readonly DeployedResource[]> {
  const { members, progress } = await readState(invocation, DEPLOYED);
  if (progress.text !== '') return readDeployedResources(members.resources);
  throw new Error('what was deployed is not in the table; deploy the custom resource of the monitor again');
}

async function compare({ ports }: Invocation, resource: DeployedResource): Promise<Compared> {
  try {
    return { conditions: toConditions(resource, await ports.readResource(resource)) };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (MISSING.includes(name)) {
      // that a trail is gone, its status says
      if (resource.kind === 'trail') return { conditions: [] };
      return { conditions: [toCondition(resource, { text: `the ${resource.kind} does not exist` })] };
    }
    if (!isRefusal(error)) return { conditions: [], failure: String(error) };
    const text = `its settings cannot be read (${name})`;
    return { conditions: [toCondition(resource, { kind: 'settings-refused', text })] };
  }
}

function toConditions(resource: DeployedResource, found: FoundResource): readonly Condition[] {
  return driftOf(resource, found).map(({ name, text, found: there }) =>
    toCondition(resource, { part: toPart(name, there), text }),
  );
}

function toCondition(
  { kind, arn: subject, accountId }: DeployedResource,
  wrong: Partial<Condition> & Pick<Condition, 'text'>,
): Condition {
  return { kind: KIND_OF[kind], subject, accountId, region: '', ...wrong };
}

/** A setting, and what it was found to be, so that another change of it is another condition. */
function toPart(name: string, found: string): string {
  return `${name} ${createHash('sha256').update(found).digest('hex').slice(0, PART_LENGTH)}`;
}
