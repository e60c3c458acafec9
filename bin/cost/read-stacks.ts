import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { at, type CostedStack, parseTemplate, type TemplateResource } from '../../lib/core/cost/template';
import { renderReason, UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/** More stacks than an app has. */
const MAX_STACKS = 2_000;
/** Stages in stages, and nested stacks in nested stacks. */
const MAX_DEPTH = 10;

const NESTED_TYPE = 'AWS::CloudFormation::Stack';

/** Where templates are read to. */
interface Reading {
  readonly region: string | undefined;
  readonly diagnostics: Diagnostics;
  readonly stacks: CostedStack[];
}

/** A stack that an assembly names. */
interface Named extends Pick<CostedStack, 'account' | 'region'> {
  readonly name: string;
  readonly depth: number;
  /** Whether a manifest names it. */
  readonly isOfAssembly?: boolean;
}

/**
 * The stacks of a template, or of a folder that `cdk synth` wrote, with the stages and nested stacks in it. A template that cannot be read
 * is reported as a problem.
 *
 * @param region the Region of stacks that name none
 */
export async function readStacks(
  path: string,
  region: string | undefined,
  diagnostics: Diagnostics,
): Promise<readonly CostedStack[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UserError(`${path}: ${renderReason(error)}`);
  });
  const reading: Reading = { region, diagnostics, stacks: [] };
  if (found.isDirectory()) await readAssembly(path, 0, reading);
  else
    await readTemplate(path, { name: basename(path).replace(/(\.template)?\.json$/, ''), depth: 0 }, reading);
  return reading.stacks;
}

async function readAssembly(folder: string, depth: number, reading: Reading): Promise<void> {
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(
      `${file}: ${renderReason(error)}; name a template, or the folder that cdk synth writes`,
    );
  });
  for (const artifact of artifactsOf(file, text)) {
    const directory = at(artifact, 'properties', 'directoryName');
    const template = at(artifact, 'properties', 'templateFile');
    const type = at(artifact, 'type');
    if (type === 'cdk:cloud-assembly' && typeof directory === 'string' && depth < MAX_DEPTH)
      await readAssembly(join(folder, directory), depth + 1, reading);
    if (type === 'aws:cloudformation:stack' && typeof template === 'string')
      await readTemplate(join(folder, template), toNamed(artifact, template), reading);
  }
}

function artifactsOf(file: string, text: string): readonly unknown[] {
  try {
    return Object.values(at(JSON.parse(text), 'artifacts') ?? {});
  } catch (error) {
    throw new UserError(`${file}: not JSON: ${renderReason(error)}`);
  }
}

function toNamed(artifact: unknown, template: string): Named {
  const environment = String(at(artifact, 'environment') ?? '');
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  const name = at(artifact, 'properties', 'stackName') ?? at(artifact, 'displayName') ?? template;
  return {
    ...{ name: String(name), depth: 0, isOfAssembly: true },
    ...(account === undefined || account.startsWith('unknown') ? {} : { account }),
    ...(region === undefined || region.startsWith('unknown') ? {} : { region }),
  };
}

async function readTemplate(file: string, named: Named, reading: Reading): Promise<void> {
  const { diagnostics, stacks } = reading;
  if (stacks.length >= MAX_STACKS)
    throw new UserError(`there are more than ${MAX_STACKS} stacks; name one of them`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${file}: ${renderReason(error)}`);
  });
  const parsed = parseTemplate(text, named.isOfAssembly);
  if ('problem' in parsed) {
    diagnostics.problem(`${file}: ${parsed.problem}`);
    return;
  }
  const { depth, isOfAssembly, region = reading.region, ...place } = named;
  const where = { ...place, ...(region === undefined ? {} : { region }) };
  stacks.push({ ...where, resources: parsed.resources, text });
  const nested = parsed.resources.filter(({ type }) => type === NESTED_TYPE);
  for (const resource of nested) await readNested(resource, { file, where: { ...where, depth }, reading });
}

interface Parent {
  readonly file: string;
  readonly where: Named;
  readonly reading: Reading;
}

async function readNested(
  { logicalId, assetPath }: TemplateResource,
  { file, where, reading }: Parent,
): Promise<void> {
  const name = `${where.name}/${logicalId}`;
  if (assetPath === undefined || where.depth >= MAX_DEPTH) {
    reading.diagnostics.problem(
      `${file}: the template of the nested stack ${logicalId} is not in the folder; give it to a run of its own`,
    );
    return;
  }
  await readTemplate(join(dirname(file), assetPath), { ...where, name, depth: where.depth + 1 }, reading);
}
