import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { at, itemsAt, referredId, type TemplateResource } from '../../lib/core/cost/template';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { renderReason, UserError } from '../cli/user-error';
import { readStacks } from '../cost/read-stacks';
import type { Diagnostics } from '../outputs/diagnostics';

/** What functions that raise alerts have in their environment, beside the file of their rules: log processors and realtime alerts. */
const RAISER_VARIABLES = ['TRAILWATCH_PROCESSOR_NAME', 'TRAILWATCH_REALTIME_NAME'] as const;
const RULES_VARIABLE = 'TRAILWATCH_RULES_FILE';

/** Where the layer has its document. */
const DOCUMENT = 'trailwatch/rules.json';

/** Folders in folders, of stages in stages. */
const MAX_DEPTH = 10;

const HASH = /[0-9a-f]{64}/;

/**
 * The rules of every log processor and every construct `RealtimeAlerts` of an app, from a folder that `cdk synth` wrote, with their
 * tuning and allow lists. Several functions with the same rules count once.
 */
export async function readAssemblyRules(
  folder: string,
  diagnostics: Diagnostics,
): Promise<readonly RuleDocument[]> {
  const stacks = await readStacks(folder, undefined, diagnostics);
  const assets = await assetFolders(folder, 0);
  const found = new Map<string, string>();
  for (const { name, resources } of stacks) {
    for (const resource of resources) {
      if (!isRaiser(resource)) continue;
      const path = assetOf(resource, { resources, assets });
      if (path !== undefined) found.set(path, `${name}/${resource.logicalId}`);
      else
        diagnostics.problem(
          `${folder}: the rules of ${name}/${resource.logicalId} are not in the folder; keep all that cdk synth writes`,
        );
    }
  }
  if (found.size === 0 && diagnostics.problems === 0)
    throw new UserError(
      `${folder}: no stack has a LogProcessor or RealtimeAlerts; name rules, or the folder of another app`,
    );
  return Promise.all([...found].map(([path, user]) => readLayer(path, user)));
}

function isRaiser({ type, properties }: TemplateResource): boolean {
  if (type !== 'AWS::Lambda::Function') return false;
  const variables = at(properties, 'Environment', 'Variables');
  return (
    at(variables, RULES_VARIABLE) !== undefined &&
    RAISER_VARIABLES.some((name) => at(variables, name) !== undefined)
  );
}

interface Lookup {
  readonly resources: readonly TemplateResource[];
  /** By the hash of the asset. */
  readonly assets: ReadonlyMap<string, string>;
}

/** The folder of the function's layer that holds the rules. */
function assetOf({ properties }: TemplateResource, { resources, assets }: Lookup): string | undefined {
  for (const layer of itemsAt(properties, 'Layers')) {
    const id = referredId(layer);
    const version = resources.find(({ logicalId }) => logicalId === id);
    const [hash = ''] = HASH.exec(JSON.stringify(at(version?.properties, 'Content') ?? '')) ?? [];
    const path = assets.get(hash);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** The folders of all assets of an assembly and those in it, by their hashes. */
async function assetFolders(folder: string, depth: number): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-') && depth < MAX_DEPTH)
      for (const [hash, inner] of await assetFolders(path, depth + 1)) found.set(hash, inner);
    if (!entry.isFile() || !entry.name.endsWith('.assets.json')) continue;
    for (const [hash, asset] of Object.entries(at(await readJson(path), 'files') ?? {})) {
      const source = at(asset, 'source', 'path');
      if (typeof source === 'string') found.set(hash, resolve(folder, source));
    }
  }
  return found;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UserError(`${path}: ${renderReason(error)}`);
  }
}

async function readLayer(path: string, user: string): Promise<RuleDocument> {
  const file = join(path, DOCUMENT);
  try {
    return decodeRules(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`the rules of ${user} (${file}): ${renderReason(error)}`);
  }
}
