import { isJsonObject } from '../../json/json-value';
import { partitionOf } from '../../record/region';
import type { BootstrapRoles, Estate, SynthesisMessage } from '../estate';
import {
  addStack,
  newReading,
  type Place,
  pathWithin,
  type Reading,
  type ReadText,
  type StackDefaults,
  templateAt,
} from './add-stack';
import { parseDocument, problemIn } from './parse-template';
import { constructsIn, sourceIn } from './read-constructs';

/** Stages in stages. */
const MAX_DEPTH = 10;
/** Messages of an app that are kept. */
const MAX_MESSAGES = 10_000;

/** Problems that are named. */
const MAX_SENTENCES = 1_000;

/**
 * The stacks of a cloud assembly, the folder that `cdk synth` writes: those of its stages, and nested stacks and stack sets
 * whose templates are in it. What cannot be read is a problem, and the rest is read. No file outside of the folder is read.
 *
 * @param path the folder, for messages
 * @param byDefault what holds for stacks without it
 * @param stage the folder of a stage in it, with `/` at its end; only its stacks are read, and its assets are next to it
 */
export function readAssembly(
  path: string,
  read: ReadText,
  byDefault: StackDefaults = {},
  stage = '',
): Estate {
  const reading = newReading(`${path}/`, read, byDefault);
  readFolder(stage, 0, reading);
  const { stacks, messages, assets, unknowns, unread, problems } = reading;
  return {
    ...{ kind: 'assembly', path, stacks, messages, unread, unknowns: unknowns.slice(0, MAX_SENTENCES) },
    assets: new Map([...assets].map(([hash, file]) => [hash, file && `${path}/${file}`])),
    assetText: (hash, file) => {
      const folder = assets.get(hash);
      const found = folder === undefined ? undefined : read(`${folder}/${file}`);
      return found !== undefined && 'text' in found ? found.text : undefined;
    },
    problems: problems.slice(0, MAX_SENTENCES).map((each) => `${path}/${each}`),
  };
}

function readFolder(folder: string, depth: number, reading: Reading): void {
  const file = `${folder}manifest.json`;
  const manifest = readDocument(file, reading);
  if (manifest === undefined) return;
  if (!isJsonObject(manifest.artifacts) && typeof manifest.version !== 'string') {
    reading.problems.push(`${file}: this is not the manifest of a cloud assembly: it has no artifacts`);
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
  const { templateFile, stackName, terminationProtection } = propertiesOf(artifact);
  const path = typeof templateFile === 'string' ? pathWithin(folder, templateFile) : undefined;
  if (path === undefined) {
    reading.problems.push(`${folder}manifest.json: the stack ${id} names no template in the folder`);
    return;
  }
  const name = typeof stackName === 'string' ? stackName : id;
  const { given } = reading.byDefault;
  const environment = environmentOf(artifact.environment, reading.byDefault);
  const { displayName } = artifact;
  const place = {
    ...{ name, ...environment },
    ...(typeof displayName === 'string' ? { path: displayName } : {}),
    ...(given === undefined ? {} : { given }),
    ...{ bootstrapRoles: bootstrapRolesOf(artifact) },
    ...(terminationProtection === true && { terminationProtection }),
  };
  if (place.account === undefined || place.region === undefined)
    reading.unknowns.push(`${name}: account or Region are known to the deployment only`);
  const metadata = metadataOf(artifact, folder, reading);
  for (const [construct, entries] of metadata) addMessages(construct, entries, reading);
  const stackPath = place.path ?? name;
  const source = sourceIn(metadata.find(([construct]) => construct === `/${stackPath}`)?.[1]);
  const template = templateAt(path, reading);
  if (template === undefined) return;
  addStack(
    {
      ...{ template, path, depth: 0, place: { ...place, ...(source && { source }) } },
      constructs: constructsIn(metadata, stackPath),
    },
    reading,
  );
}

function bootstrapRolesOf(artifact: Artifact['artifact']): BootstrapRoles {
  const { assumeRoleArn, lookupRole, cloudFormationExecutionRoleArn } = propertiesOf(artifact);
  const lookupArn = isJsonObject(lookupRole) ? lookupRole.arn : undefined;
  const texts = (...values: readonly unknown[]) => values.filter((value) => typeof value === 'string');
  return { taken: texts(assumeRoleArn, lookupArn), passed: texts(cloudFormationExecutionRoleArn) };
}

/** `aws://111122223333/eu-west-1`; an unknown part begins with `unknown`. */
function environmentOf(environment: unknown, byDefault: StackDefaults): Omit<Place, 'name'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
  const known = (text: string | undefined): string | undefined =>
    text === undefined || text.startsWith('unknown') ? undefined : text;
  const knownRegion = known(region) ?? byDefault.region;
  const partition = knownRegion === undefined ? undefined : partitionOf(knownRegion);
  return { account: known(account) ?? byDefault.account, region: knownRegion, partition };
}

/** A folder that trailwatch writes into the assembly: where assets are not staged, its path is absolute, and of the machine that wrote it. */
const OWN_FOLDER = /(?<=[/\\])rules\.[0-9a-f]{64}$/;

function readAssets(artifact: Readonly<Record<string, unknown>>, folder: string, reading: Reading): void {
  const { file } = propertiesOf(artifact);
  const path = typeof file === 'string' ? pathWithin(folder, file) : undefined;
  const manifest = path === undefined ? undefined : readDocument(path, reading);
  for (const [hash, asset] of entriesOf(manifest?.files)) {
    const source = isJsonObject(asset) && isJsonObject(asset.source) ? asset.source.path : undefined;
    const named = typeof source === 'string' ? (OWN_FOLDER.exec(source)?.[0] ?? source) : undefined;
    reading.assets.set(hash, named === undefined ? undefined : pathWithin(folder, named));
  }
}

/** What the manifest, or a file that it names, says of the constructs of a stack, by their paths. */
function metadataOf(
  artifact: Readonly<Record<string, unknown>>,
  folder: string,
  reading: Reading,
): readonly (readonly [path: string, entries: unknown])[] {
  const file = artifact.additionalMetadataFile;
  const path = typeof file === 'string' ? pathWithin(folder, file) : undefined;
  const additional = path === undefined ? undefined : readDocument(path, reading);
  return [artifact.metadata, additional].flatMap((metadata) => entriesOf(metadata));
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
  const file = reading.read?.(path) ?? { problem: 'it is in no folder' };
  const parsed = 'problem' in file ? file : parseDocument(file.text);
  if ('value' in parsed && isJsonObject(parsed.value)) return parsed.value;
  const found = 'problem' in parsed ? parsed : { problem: 'this is not a JSON object' };
  reading.problems.push(problemIn(path, found));
  return undefined;
}

function propertiesOf(artifact: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isJsonObject(artifact.properties) ? artifact.properties : {};
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
