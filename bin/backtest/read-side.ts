import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlacedResource, resourcesOf } from '../../lib/core/estate/estate';
import { Resolver } from '../../lib/core/estate/resolver';
import { at, isValueObject } from '../../lib/core/estate/values/value';
import { didYouMean } from '../../lib/core/problem/nearest-word';
import type { RuleSides } from '../../lib/core/review/backtest/rule-union';
import { layerAssets, RULES_IN_LAYER } from '../../lib/core/review/detection/rule-documents';
import type { Correlation } from '../../lib/core/rule/correlation';
import { fromSeverity, type Rule, type Severity } from '../../lib/core/rule/rule';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { WORKER_NAMES } from '../../lib/core/settings/function-environment';
import { failing, renderReason, UserError } from '../cli/user-error';
import { readEstate, reportUnread } from '../estate/read-estate';
import type { Diagnostics } from '../outputs/diagnostics';
import { isCalled, type LoadTools, loadRules } from '../rules/load-rules';

/** The rules of one side of a backtest, as in the options. */
export interface SideChoice {
  /** `--base` or `--head`. */
  readonly option: string;
  /** `builtin`, `none`, folders and files of Sigma rules, rule documents, and folders that `cdk synth` wrote. */
  readonly names: readonly string[];
}

/** Rules that are excluded from both sides. */
export interface LeftOut {
  readonly minSeverity?: Severity;
  /** Ids, names or titles. */
  readonly excluded: readonly string[];
}

/** The maximum size of a rule document: twenty times that of the built-in rules. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/**
 * The rule documents of a side. A rule of a folder replaces a built-in one with the same id, as in a scan; rules of documents
 * and assemblies are added.
 */
export async function readSide(
  { option, names }: SideChoice,
  tools: LoadTools,
): Promise<readonly RuleDocument[]> {
  const documents: RuleDocument[] = [];
  const folders: string[] = [];
  for (const name of names) {
    if (name === 'builtin' || name === 'none') continue;
    const kind = await kindOf(option, name);
    if (kind === 'rules') folders.push(name);
    else if (kind === 'document') documents.push(await readDocument(option, name));
    else documents.push(...(await readAssemblyRules(name, tools.diagnostics)));
  }
  const builtIn = names.includes('builtin');
  if (builtIn || folders.length > 0) documents.push(await loadRules({ folders, builtIn }, tools));
  return documents;
}

async function kindOf(option: string, name: string): Promise<'rules' | 'document' | 'assembly'> {
  const found = await stat(name).catch((error: unknown) => {
    const hint = /^built/i.test(name) ? "; write 'builtin' for the built-in rules" : '';
    throw new UserError(`${option} ${name}: ${renderReason(error)}${hint}`);
  });
  if (!found.isDirectory()) return /\.json$/i.test(name) ? 'document' : 'rules';
  const manifest = await stat(join(name, 'manifest.json')).catch(() => undefined);
  return manifest?.isFile() === true ? 'assembly' : 'rules';
}

async function readDocument(option: string, path: string): Promise<RuleDocument> {
  const bytes = await readFile(path).catch(failing(`${option} ${path}`));
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new UserError(`${option} ${path} has ${bytes.length} bytes; a rule document has at most 32 MiB`);
  try {
    return decodeRules(bytes.toString());
  } catch (error) {
    throw new UserError(`${option} ${path}: ${renderReason(error)}`);
  }
}

/** Excludes the same rules from both sides. A rule that neither has is a mistake, and a {@link UserError}. */
export function withoutRules({ base, head }: RuleSides, { minSeverity, excluded }: LeftOut): RuleSides {
  const all = [...base, ...head].flatMap(({ rules, correlations }) => [...rules, ...correlations]);
  for (const wanted of excluded) {
    if (all.some((rule) => isCalled(rule, wanted))) continue;
    const near = didYouMean(
      wanted,
      all.map(({ name }) => name),
    );
    throw new UserError(`--exclude-rule: neither side has a rule '${wanted}' that raises alerts${near}`);
  }
  const least = minSeverity ?? 'informational';
  const isWanted = (rule: Rule | Correlation) => !excluded.some((wanted) => isCalled(rule, wanted));
  const narrowed = ({ rules, correlations }: RuleDocument): RuleDocument => ({
    rules: rules.filter(isWanted).flatMap((rule) => fromSeverity(rule, least) ?? []),
    correlations: correlations.filter(isWanted).flatMap((each) => fromSeverity(each, least) ?? []),
  });
  return { base: base.map(narrowed), head: head.map(narrowed) };
}

/**
 * The environment variables, in addition to the rules file, of functions that raise alerts: log processors and realtime alerts.
 */
const RAISER_VARIABLES = [WORKER_NAMES.processor.variable, WORKER_NAMES.realtime.variable];

const RULES_VARIABLE = 'TRAILWATCH_RULES_FILE';

/**
 * The rules of every log processor and every construct `RealtimeAlerts` of an app, from a folder that `cdk synth` wrote, with their
 * tuning and allow lists. Several functions with the same rules count once.
 */
async function readAssemblyRules(folder: string, diagnostics: Diagnostics): Promise<readonly RuleDocument[]> {
  const estate = readEstate(folder);
  reportUnread(estate, diagnostics);
  const resolver = new Resolver(estate.stacks);
  const found = new Map<string, string>();
  for (const placed of resourcesOf(estate.stacks, 'AWS::Lambda::Function')) {
    const name = `${placed.stack.name}/${placed.logicalId}`;
    const isRaiser = raises(placed, resolver);
    if (isRaiser === undefined)
      diagnostics.note(
        `${name}: whether it raises alerts is known only at deployment; its rules are left out`,
      );
    if (isRaiser !== true) continue;
    const [hash = ''] = layerAssets(placed, resolver, estate.assets);
    const path = estate.assets?.get(hash);
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

/** Whether a function raises alerts with rules of a file; `undefined` if its variables are known only at deployment. */
function raises({ stack, resource }: PlacedResource, resolver: Resolver): boolean | undefined {
  if (resolver.exists(resource.Condition, stack) === false) return false;
  const variables = at(resolver.value(resource.Properties, stack), 'Environment', 'Variables');
  if (variables !== undefined && !isValueObject(variables)) return undefined;
  return (
    at(variables, RULES_VARIABLE) !== undefined &&
    RAISER_VARIABLES.some((name) => at(variables, name) !== undefined)
  );
}

async function readLayer(path: string, user: string): Promise<RuleDocument> {
  const file = join(path, RULES_IN_LAYER);
  try {
    return decodeRules(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`the rules of ${user} (${file}): ${renderReason(error)}`);
  }
}
