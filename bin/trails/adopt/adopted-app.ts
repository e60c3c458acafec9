import { isJsonObject, type Json } from '../../../lib/core/json/json-value';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { ADOPTED_TYPES, type AdoptedResource, type Adoption } from './adopted-resource';

/** The resources of an account in a Region, by their logical ids. */
export interface AdoptedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: Readonly<Record<string, AdoptedResource>>;
}

/** A stack for each account and Region that owns something, in the order of their names. */
export function toStacks(resources: readonly AdoptedResource[]): readonly AdoptedStack[] {
  const stacks = new Map<
    string,
    { account: string; region: string; resources: Record<string, AdoptedResource> }
  >();
  for (const resource of resources) {
    const { account, region } = resource;
    const name = `AdoptedTrails-${account}-${region}`;
    const stack = stacks.get(name) ?? { account, region, resources: {} };
    stacks.set(name, stack);
    stack.resources[freeId(toLogicalId(resource.name), stack.resources)] = resource;
  }
  return [...stacks]
    .map(([name, stack]) => ({ name, ...stack }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The letters and digits of a name, each word with a capital; CloudFormation takes 255. */
export function toLogicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, 200);
}

/** The id, with a number if it is taken. */
export function freeId(id: string, taken: Readonly<Record<string, unknown>>): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? id : `${id}${number}`;
    if (!Object.hasOwn(taken, free)) return free;
  }
}

/** The resource mapping of a stack, as `cdk import --resource-mapping` takes it. */
export function toMapping({
  resources,
}: AdoptedStack): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    Object.entries(resources).map(([id, { type, identifier }]) => [
      id,
      { [ADOPTED_TYPES[type].identifier]: identifier },
    ]),
  );
}

/** The files of the app by their paths in its folder. */
export function toFiles(adoption: Adoption, references?: string): Readonly<Record<string, string>> {
  const stacks = toStacks(adoption.resources);
  return {
    'app.ts': renderApp(stacks),
    ...(references === undefined ? {} : { 'trailwatch.ts': references }),
    'cdk.json': `${toPretty({ app: 'npx tsx app.ts' })}\n`,
    'package.json': `${toPretty(MANIFEST)}\n`,
    'README.md': renderReadme(stacks, adoption, references !== undefined),
    ...Object.fromEntries(
      stacks.map((stack) => [`import/${stack.name}.json`, `${toPretty(toMapping(stack))}\n`]),
    ),
  };
}

const MANIFEST = {
  name: 'adopted-trails',
  private: true,
  dependencies: { 'aws-cdk-lib': '^2.230.0', constructs: '^10.5.0' },
  devDependencies: { 'aws-cdk': '^2.1000.0', tsx: '^4.0.0', typescript: '^5.0.0' },
};

function toPretty(value: Json): string {
  return JSON.stringify(value, undefined, 2);
}

function renderApp(stacks: readonly AdoptedStack[]): string {
  const used = stacks
    .flatMap(({ resources }) => Object.values(resources))
    .map(({ type }) => ADOPTED_TYPES[type].module);
  const modules = [...new Set<string>(used)].sort();
  const names = [...modules, 'RemovalPolicy', 'Stack'].map(toImport).join(', ');
  // In pieces: a line of the bundle that begins as an import would make it an ES module for the tools that check packages.
  return [
    '// Written by trailwatch trails --adopt: resources with exactly the settings that they have. README.md has the steps.',
    `import { App, ${names} } from 'aws-cdk-lib';`,
    '',
    'const app = new App();',
    stacks.map(renderStack).join(''),
  ].join('\n');
}

/** `aws_s3 as s3`. */
function toImport(name: string): string {
  return name.startsWith('aws_') ? `${name} as ${name.slice('aws_'.length)}` : name;
}

function renderStack({ name, account, region, resources }: AdoptedStack, index: number): string {
  const stack = `stack${index + 1}`;
  const env = `{ account: ${toJsonText(account)}, region: ${toJsonText(region)} }`;
  const all = Object.entries(resources).map(([id, resource]) => renderResource(stack, id, resource));
  return `\nconst ${stack} = new Stack(app, ${toJsonText(name)}, { env: ${env} });\n${all.join('')}`;
}

function renderResource(stack: string, id: string, { type, properties }: AdoptedResource): string {
  const { module, construct } = ADOPTED_TYPES[type];
  const l1 = `${module.slice('aws_'.length)}.${construct}`;
  const text = renderValue(properties, { depth: 0, isDocument: false });
  return `new ${l1}(${stack}, ${toJsonText(id)}, ${text}).applyRemovalPolicy(RemovalPolicy.RETAIN);\n`;
}

/** Members that hold a document of another language, whose names stay as they are. */
const DOCUMENTS: ReadonlySet<string> = new Set(['KeyPolicy', 'PolicyDocument']);

/** A value as TypeScript; the names of properties as the L1 constructs have them. */
function renderValue(
  value: Json | undefined,
  { depth, isDocument }: { readonly depth: number; readonly isDocument: boolean },
): string {
  const indent = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map(
      (item: Json) => `${indent}${renderValue(item, { depth: depth + 1, isDocument })},\n`,
    );
    return `[\n${items.join('')}${end}]`;
  }
  if (!isJsonObject(value)) return toJsonText(value);
  const members = Object.entries(value).map(([key, member]) => {
    const name = isDocument ? key : toL1Name(key);
    const text = renderValue(member, { depth: depth + 1, isDocument: isDocument || DOCUMENTS.has(key) });
    return `${indent}${/^[A-Za-z_]\w*$/.test(name) ? name : toJsonText(name)}: ${text},\n`;
  });
  return members.length === 0 ? '{}' : `{\n${members.join('')}${end}}`;
}

/** The name that the L1 constructs give a property of CloudFormation: `KMSKeyId` is `kmsKeyId`. */
function toL1Name(name: string): string {
  if (name === 'Equals') return 'equalTo';
  const first = /^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/.exec(name)?.[0] ?? '';
  return `${first.toLowerCase()}${name.slice(first.length)}`.replace(/ID$/, 'Id');
}

/** The command that deploys detection beside trails that stay with their owners. */
export const DEPLOY_REFERENCES = "npx cdk deploy --app 'npx tsx trailwatch.ts' --all";

const REFERENCES = `
## Trails that stay with their owners

\`trailwatch.ts\` refers to them, imports nothing and changes nothing of theirs: it adds the search of log files, alerts and the verification of files, in
the account of each bucket. Install the tarball of cdk-trailwatch (\`npm install PATH/cdk-trailwatch-VERSION.tgz\`), let the buckets send their
events to EventBridge as the warnings of the synth say, and deploy with credentials of that account:

\`\`\`sh
${DEPLOY_REFERENCES}
\`\`\`
`;

function renderReadme(
  stacks: readonly AdoptedStack[],
  { leftOut }: Adoption,
  hasReferences: boolean,
): string {
  const commands = stacks.map(({ name }) => `npx cdk import ${name} --resource-mapping import/${name}.json`);
  const environments = stacks.map(({ account, region }) => `aws://${account}/${region}`);
  const missing = leftOut.map(({ resource, why }) => `- \`${resource}\`: ${why}`);
  return `# Adopted trails

A CDK app of resources that were there before it, with exactly the settings that they had. Importing them changes none of them, and none is deleted with
its stack (\`RemovalPolicy.RETAIN\`).

1. \`npm install\`
2. \`npx cdk bootstrap ${environments.join(' ')}\`, where that has not been done.
3. For each stack, with credentials of its account:

   \`\`\`sh
${commands.map((command) => `   ${command}`).join('\n')}
   \`\`\`

4. \`npx cdk diff\`, and the drift detection of CloudFormation, show nothing. From then on a change of \`app.ts\` changes the resource.

What the app does not say stays as it is: settings of buckets such as notifications and inventories, and those that CloudFormation does not have.
${hasReferences ? REFERENCES : ''}${missing.length === 0 ? '' : `\n## Left out\n\n${missing.join('\n')}\n`}`;
}
