import { isJsonObject } from '../../json/json-value';
import { partitionOf } from '../../record/partition';
import type { Estate, SynthesisMessage } from '../estate';
import { type EstateStack, type PlacedResource, resourcesOf } from '../estate-stack';
import { parseDocument, parseStackTemplate } from './parse-template';

/** More stacks than an app has. */
const MAX_STACKS = 2_000;
/** Stages in stages, and nested stacks in nested stacks. */
const MAX_DEPTH = 10;
/** Messages of an app that are kept. */
const MAX_MESSAGES = 10_000;

/** Problems that are named. */
const MAX_SENTENCES = 1_000;

const NESTED_TYPE = 'AWS::CloudFormation::Stack';

/** The text of a file of the folder by its path in it, whose separator is `/`; or why it cannot be read. */
export type ReadText = (path: string) => { readonly text: string } | { readonly problem: string };

/** What is being read. */
interface Reading {
  readonly read: ReadText;
  readonly stacks: EstateStack[];
  readonly messages: SynthesisMessage[];
  readonly unknowns: string[];
  readonly problems: string[];
  /** The files of assets by their hash. */
  readonly assets: Map<string, string>;
}

/** Where a template belongs. */
type Place = Pick<EstateStack, 'name' | 'account' | 'region' | 'partition'>;

/**
 * The stacks of a cloud assembly, the folder that `cdk synth` writes: those of its stages, and nested stacks whose templates are in it.
 * What cannot be read is a problem, and the rest is read. No file outside of the folder is read.
 *
 * @param path the folder, for messages
 */
export function readAssembly(path: string, read: ReadText): Estate {
  const reading: Reading = { read, stacks: [], messages: [], unknowns: [], problems: [], assets: new Map() };
  readFolder('', 0, reading);
  const { stacks, messages, unknowns, problems } = reading;
  const inFolder = (stack: EstateStack): EstateStack => ({ ...stack, file: `${path}/${stack.file}` });
  return {
    ...{ kind: 'assembly', path, stacks: stacks.map(inFolder), messages },
    ...{
      unknowns: unknowns.slice(0, MAX_SENTENCES),
      problems: problems.slice(0, MAX_SENTENCES).map((each) => `${path}/${each}`),
    },
  };
}

function readFolder(folder: string, depth: number, reading: Reading): void {
  const file = `${folder}manifest.json`;
  const manifest = readDocument(file, reading);
  if (manifest === undefined) return;
  if (!isJsonObject(manifest.artifacts) && typeof manifest.version !== 'string') {
    reading.problems.push(`${file}: this is no manifest of a cloud assembly: it has no artifacts`);
    return;
  }
  for (const [, artifact] of entriesOf(manifest.artifacts))
    if (isJsonObject(artifact) && artifact.type === 'cdk:asset-manifest')
      readAssets(artifact, folder, reading);
  for (const [id, artifact] of entriesOf(manifest.artifacts)) {
    if (!isJsonObject(artifact)) continue;
    if (artifact.type === 'cdk:cloud-assembly') readStage({ artifact, id, folder, depth, reading });
    if (artifact.type === 'aws:cloudformation:stack') readStack({ artifact, id, folder, reading });
  }
}

interface Artifact {
  readonly artifact: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly folder: string;
  readonly reading: Reading;
}

function readStage({ artifact, id, folder, depth, reading }: Artifact & { readonly depth: number }): void {
  const directory = propertiesOf(artifact).directoryName;
  const path = typeof directory === 'string' ? pathWithin(folder, directory) : undefined;
  if (path === undefined || depth >= MAX_DEPTH)
    reading.problems.push(`${folder}manifest.json: the stage ${id} names no folder that can be read`);
  else readFolder(`${path}/`, depth + 1, reading);
}

function readStack({ artifact, id, folder, reading }: Artifact): void {
  const { templateFile, stackName } = propertiesOf(artifact);
  const path = typeof templateFile === 'string' ? pathWithin(folder, templateFile) : undefined;
  if (path === undefined) {
    reading.problems.push(`${folder}manifest.json: the stack ${id} names no template in the folder`);
    return;
  }
  const name = typeof stackName === 'string' ? stackName : id;
  const place = { name, ...environmentOf(artifact.environment) };
  if (place.account === undefined || place.region === undefined)
    reading.unknowns.push(`${name}: account or Region are known to the deployment only`);
  readMessages(artifact, folder, reading);
  readTemplate({ path, place, depth: 0, reading });
}

/** `aws://111122223333/eu-west-1`; what is not known begins with `unknown`. */
function environmentOf(environment: unknown): Omit<Place, 'name'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
  const known = (text: string | undefined): string | undefined =>
    text === undefined || text.startsWith('unknown') ? undefined : text;
  const knownRegion = known(region);
  const partition = knownRegion === undefined ? undefined : partitionOf(knownRegion);
  return { account: known(account), region: knownRegion, partition };
}

interface TemplateToRead {
  readonly path: string;
  readonly place: Place;
  readonly depth: number;
  readonly reading: Reading;
}

function readTemplate({ path, place, depth, reading }: TemplateToRead): void {
  if (reading.stacks.length >= MAX_STACKS) {
    if (reading.stacks.length === MAX_STACKS)
      reading.problems.push(`there are more than ${MAX_STACKS} stacks; ${path} and more are not read`);
    return;
  }
  const file = reading.read(path);
  const parsed = 'problem' in file ? file : parseStackTemplate(file.text);
  if ('problem' in parsed) {
    reading.problems.push(`${path}: ${parsed.problem}`);
    return;
  }
  const stack: EstateStack = { ...place, file: path, template: parsed.value };
  reading.stacks.push(stack);
  for (const nested of resourcesOf([stack], NESTED_TYPE)) readNested(nested, depth, reading);
}

/** Where the CDK names no file in the metadata, the URL of the template has the hash of an asset. */
function readNested({ stack, logicalId, resource }: PlacedResource, depth: number, reading: Reading): void {
  const asset = isJsonObject(resource.Metadata) ? resource.Metadata['aws:asset:path'] : undefined;
  const folder = stack.file.slice(0, stack.file.lastIndexOf('/') + 1);
  const path = typeof asset === 'string' ? pathWithin(folder, asset) : assetOf(resource, reading);
  if (path === undefined || depth >= MAX_DEPTH) {
    reading.unknowns.push(
      `${stack.name}/${logicalId}: the template of the nested stack is not in the folder`,
    );
    return;
  }
  const { account, region, partition } = stack;
  const place = { name: `${stack.name}/${logicalId}`, account, region, partition };
  readTemplate({ path, place, depth: depth + 1, reading });
}

function assetOf({ Properties }: PlacedResource['resource'], { assets }: Reading): string | undefined {
  const url = isJsonObject(Properties) ? JSON.stringify(Properties.TemplateURL ?? '') : '';
  const [, hash = ''] = /([0-9a-f]{64})\.json/.exec(url) ?? [];
  return assets.get(hash);
}

function readAssets(artifact: Readonly<Record<string, unknown>>, folder: string, reading: Reading): void {
  const { file } = propertiesOf(artifact);
  const path = typeof file === 'string' ? pathWithin(folder, file) : undefined;
  const manifest = path === undefined ? undefined : readDocument(path, reading);
  for (const [hash, asset] of entriesOf(manifest?.files)) {
    const source = isJsonObject(asset) && isJsonObject(asset.source) ? asset.source.path : undefined;
    const target = typeof source === 'string' ? pathWithin(folder, source) : undefined;
    if (target?.endsWith('.json') === true) reading.assets.set(hash, target);
  }
}

/** Messages are in the manifest, or in a file that it names. */
function readMessages(artifact: Readonly<Record<string, unknown>>, folder: string, reading: Reading): void {
  const file = artifact.additionalMetadataFile;
  const path = typeof file === 'string' ? pathWithin(folder, file) : undefined;
  const additional = path === undefined ? undefined : readDocument(path, reading);
  for (const metadata of [artifact.metadata, additional]) {
    for (const [construct, entries] of entriesOf(metadata)) addMessages(construct, entries, reading);
  }
}

function addMessages(construct: string, entries: unknown, { messages }: Reading): void {
  for (const entry of Array.isArray(entries) ? entries : []) {
    if (!isJsonObject(entry) || typeof entry.data !== 'string' || messages.length >= MAX_MESSAGES) continue;
    const severity = SEVERITIES.get(String(entry.type));
    if (severity !== undefined)
      messages.push({ severity, path: construct.replace(/^\//, ''), message: entry.data });
  }
}

const SEVERITIES: ReadonlyMap<string, SynthesisMessage['severity']> = new Map([
  ['aws:cdk:warning', 'warning'],
  ['aws:cdk:error', 'error'],
]);

function readDocument(path: string, reading: Reading): Readonly<Record<string, unknown>> | undefined {
  const file = reading.read(path);
  const parsed = 'problem' in file ? file : parseDocument(file.text);
  const found = 'problem' in parsed ? parsed.problem : 'this is no JSON object';
  if ('value' in parsed && isJsonObject(parsed.value)) return parsed.value;
  reading.problems.push(`${path}: ${found}`);
  return undefined;
}

function propertiesOf(artifact: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isJsonObject(artifact.properties) ? artifact.properties : {};
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** The path of a file that is named relative to a folder; `undefined` where it is outside of the assembly. */
function pathWithin(folder: string, relative: string): string | undefined {
  if (/^([/\\]|[A-Za-z]:)/.test(relative)) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}${relative}`.split(/[/\\]/)) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '..' && segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}
