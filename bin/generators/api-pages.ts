import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = resolve(__dirname, '../..');

/** The path of the API pages, from the root. */
export const API_FOLDER = 'docs/reference/api';

/** A type with its kind and its part of the jsii-docgen output. */
interface Section {
  readonly name: string;
  readonly kind: string;
  readonly interfaces: readonly string[];
  readonly text: string;
}

/** The types on the page of a type that only this type needs. */
const KINDS_WITHOUT_PAGE: ReadonlySet<string> = new Set(['Structs', 'Enums']);

/**
 * The reference of the constructs by path from the root, for the assembly that was built: a page for each construct, class and
 * interface, with the structs and enums that nothing else needs, one for each other type, and `API.md`, which lists all of them.
 * jsii-docgen writes one file of more than a megabyte, which GitHub does not show.
 */
export function renderApi(): ReadonlyMap<string, string> {
  return splitApi(runDocgen(), readAssembly());
}

function runDocgen(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-api-'));
  try {
    const output = join(folder, 'API.md');
    const command = join(dirname(require.resolve('jsii-docgen/package.json')), 'bin/jsii-docgen');
    execFileSync(process.execPath, [command, '--output', output], { cwd: ROOT, stdio: 'pipe' });
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface AssemblyType {
  readonly docs?: { readonly stability?: string };
  /** The structs that a struct extends. */
  readonly interfaces?: readonly string[];
}

/** The parts of a jsii assembly that say how stable each type is, and what it extends. */
export interface Assembly {
  readonly types: Readonly<Record<string, AssemblyType>>;
}

/** The assembly that was built. */
export function readAssembly(): Assembly {
  return JSON.parse(gunzipSync(readFileSync(join(ROOT, '.jsii.gz'))).toString());
}

/** The jsii-docgen output, as pages by path from the root. jsii-docgen leaves out the stability. */
function splitApi(text: string, assembly: Assembly): ReadonlyMap<string, string> {
  const sections = readSections(text, assembly);
  const pageOf = placeSections(sections);
  const pages = new Map<string, string>([['API.md', renderIndex(sections, pageOf)]]);
  for (const section of sections) {
    const page = pageOf.get(section.name) ?? section.name;
    const path = `${API_FOLDER}/${page}.md`;
    const body = linked(section.text, page, pageOf);
    pages.set(
      path,
      (pages.get(path) ?? `# ${page}\n`) + (page === section.name ? body : `\n## ${section.name}\n${body}`),
    );
  }
  return new Map([...pages].map(([path, page]) => [path, `${page.trimEnd()}\n`]));
}

function readSections(text: string, { types }: Assembly): readonly Section[] {
  return text.split(/^## /m).flatMap((part) => {
    const kind = /^\w+/.exec(part)?.[0] ?? '';
    return part
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const name = /^\w+/.exec(section)?.[0] ?? '';
        const anchor = `<a name="${name}" id="cdk-trailwatch.${name}"></a>\n`;
        const { docs, interfaces = [] } = types[`cdk-trailwatch.${name}`] ?? {};
        const stability = docs?.stability;
        const tier = `\n- *Stability:* [${stability}](../../extend/versioning.md)\n`;
        return {
          name,
          kind,
          interfaces,
          text: `\n${anchor}${tier}${section.slice(section.indexOf('\n') + 1)}`,
        };
      });
  });
}

/** The page of each type: a struct or enum that only one page links to or extends is on that page. */
function placeSections(sections: readonly Section[]): ReadonlyMap<string, string> {
  const pageOf = new Map(sections.map(({ name }) => [name, name]));
  const moving = sections.filter(({ kind }) => KINDS_WITHOUT_PAGE.has(kind));
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false;
    for (const { name } of moving) {
      const users = sections.filter(
        (section) =>
          section.name !== name &&
          (section.text.includes(`"#cdk-trailwatch.${name}"`) ||
            section.interfaces.includes(`cdk-trailwatch.${name}`)),
      );
      const pages = new Set(users.map((user) => pageOf.get(user.name)));
      pages.delete(name);
      const [page] = pages;
      if (pages.size !== 1 || page === undefined || page === pageOf.get(name)) continue;
      pageOf.set(name, page);
      hasMoved = true;
    }
  }
  return pageOf;
}

/** The text with links to the pages of the types that it names. */
function linked(text: string, page: string, pageOf: ReadonlyMap<string, string>): string {
  return text.replaceAll(/href="#cdk-trailwatch\.(\w+)([^"]*)"/g, (whole, name: string, rest: string) => {
    const target = pageOf.get(name) ?? page;
    return target === page ? whole : `href="${target}.md#cdk-trailwatch.${name}${rest}"`;
  });
}

function renderIndex(sections: readonly Section[], pageOf: ReadonlyMap<string, string>): string {
  const kinds = [...new Set(sections.map(({ kind }) => kind))];
  const tables = kinds.map((kind) => {
    const rows = sections
      .filter((section) => section.kind === kind)
      .map(
        ({ name, text }) =>
          `| [${name}](${API_FOLDER}/${pageOf.get(name)}.md#cdk-trailwatch.${name}) | ${summaryOf(text)} |\n`,
      );
    return `\n## ${kind === 'Protocols' ? 'Interfaces' : kind}\n\n| type | what it is |\n| --- | --- |\n${rows.join('')}`;
  });
  return `# API\n\nThe reference of the constructs, generated by \`npm run generate:api\`.\n${tables.join('')}`;
}

/** The first paragraph below the anchor, if it describes the type. */
function summaryOf(text: string): string {
  const paragraph = text
    .replace(/^- \*.*$/gm, '')
    .split('\n')
    .slice(2)
    .join('\n')
    .trim()
    .split(/\n\s*\n/)[0]
    ?.replaceAll('\n', ' ');
  return paragraph === undefined || /^[#*<`]/.test(paragraph) ? '' : paragraph.replaceAll('|', '\\|');
}
