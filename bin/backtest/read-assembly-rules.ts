import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Estate } from '../../lib/core/estate/estate';
import { type PlacedResource, resourcesOf } from '../../lib/core/estate/estate-stack';
import { Resolver } from '../../lib/core/estate/resolver';
import { at, canonicalValue, isValueObject, type Value } from '../../lib/core/estate/values/value';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { renderReason, UserError } from '../cli/user-error';
import { readEstate, reportUnread } from '../estate/read-estate';
import type { Diagnostics } from '../outputs/diagnostics';

/** What functions that raise alerts have in their environment, beside the file of their rules: log processors and realtime alerts. */
const RAISER_VARIABLES = ['TRAILWATCH_PROCESSOR_NAME', 'TRAILWATCH_REALTIME_NAME'] as const;
const RULES_VARIABLE = 'TRAILWATCH_RULES_FILE';

/** Where the layer has its document. */
const DOCUMENT = 'trailwatch/rules.json';

const HASH = /[0-9a-f]{64}/;

/**
 * The rules of every log processor and every construct `RealtimeAlerts` of an app, from a folder that `cdk synth` wrote, with their
 * tuning and allow lists. Several functions with the same rules count once.
 */
export async function readAssemblyRules(
  folder: string,
  diagnostics: Diagnostics,
): Promise<readonly RuleDocument[]> {
  const estate = readEstate(folder);
  reportUnread(estate, diagnostics);
  const resolver = new Resolver(estate.stacks);
  const found = new Map<string, string>();
  for (const placed of resourcesOf(estate.stacks, 'AWS::Lambda::Function')) {
    const name = `${placed.stack.name}/${placed.logicalId}`;
    const isRaiser = raises(placed, resolver);
    if (isRaiser === undefined)
      diagnostics.note(`${name}: only the deployment knows whether it raises alerts; its rules are left out`);
    if (isRaiser !== true) continue;
    const path = layerOf(placed, { resolver, assets: estate.assets });
    if (path !== undefined) found.set(path, name);
    else
      diagnostics.problem(
        `${folder}: the rules of ${name} are not in the folder; keep all that cdk synth writes`,
      );
  }
  if (found.size === 0 && diagnostics.problems === 0)
    throw new UserError(
      `${folder}: no stack has a LogProcessor or RealtimeAlerts; name rules, or the folder of another app`,
    );
  return Promise.all([...found].map(([path, user]) => readLayer(path, user)));
}

interface Lookup {
  readonly resolver: Resolver;
  /** By the hash of the asset. */
  readonly assets: Estate['assets'];
}

/** Whether a function raises alerts by rules of a file; `undefined`: only the deployment knows its variables. */
function raises({ stack, resource }: PlacedResource, resolver: Resolver): boolean | undefined {
  if (resolver.exists(resource.Condition, stack) === false) return false;
  const variables = at(resolver.value(resource.Properties, stack), 'Environment', 'Variables');
  if (variables !== undefined && !isValueObject(variables)) return undefined;
  return (
    at(variables, RULES_VARIABLE) !== undefined &&
    RAISER_VARIABLES.some((name) => at(variables, name) !== undefined)
  );
}

/** The folder of the function's layer that holds the rules, in that of the assembly. */
function layerOf({ stack, resource }: PlacedResource, { resolver, assets }: Lookup): string | undefined {
  const layers = at(resolver.value(resource.Properties, stack), 'Layers');
  for (const layer of Array.isArray(layers) ? (layers as readonly Value[]) : []) {
    const version = resolver.target(layer, ['AWS::Lambda::LayerVersion']);
    if (version === undefined) continue;
    const content = at(resolver.value(version.resource.Properties, version.stack), 'Content');
    const path = assets?.get(HASH.exec(canonicalValue(content))?.[0] ?? '');
    if (path !== undefined) return path;
  }
  return undefined;
}

async function readLayer(path: string, user: string): Promise<RuleDocument> {
  const file = join(path, DOCUMENT);
  try {
    return decodeRules(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`the rules of ${user} (${file}): ${renderReason(error)}`);
  }
}
