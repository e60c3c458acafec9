import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../lib/core/keyed/grouped';

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** The texts of its license and notice files. */
  readonly texts: readonly string[];
  readonly author?: string;
}

/** The package that bundles them. */
export type Described = Pick<BundledPackage, 'name' | 'version' | 'license'>;

const TEXT_FILE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;

/**
 * The packages of the files that esbuild read, each version once, by name. Throws if the license of one is not known, or if its
 * text is found neither in the package, nor in another of the same scope, and is not the MIT license.
 *
 * @param inputs as in esbuild's metafile
 */
export function bundledPackages(root: string, inputs: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(inputs.flatMap(folderOf));
  const packages = [...folders].map((folder) => readPackage(join(root, folder)));
  const distinct = new Map(packages.map((found) => [`${found.name}@${found.version}`, found]));
  return [...distinct.values()]
    .map((found) => ({ ...found, texts: textsOf(found, packages) }))
    .sort((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

/** All licenses in one text, each distinct text once, with the packages that use it. */
export function renderLicenses(packages: readonly BundledPackage[]): string {
  const byText = groupBy(packages, ({ texts }) => texts.join('\n\n'));
  const sections = [...byText].map(([text, users]) => {
    const names = users.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${names.join('\n')}\n\n${text}\n`;
  });
  const head = 'The bundles of this package contain code of the packages below, under these licenses.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * The bundled packages as a CycloneDX document. It contains no time and no serial number, so that two builds of the same
 * sources are identical.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function renderBillOfMaterials(self: Described, packages: readonly BundledPackage[]): string {
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: toComponent('library', self) },
    components: packages.map((found) => toComponent('library', found)),
    dependencies: [
      { ref: purlOf(self), dependsOn: packages.map(purlOf) },
      ...packages.map((found) => ({ ref: purlOf(found) })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toComponent(type: string, { name, version, license }: Omit<BundledPackage, 'texts'>) {
  const purl = purlOf({ name, version });
  return { type, 'bom-ref': purl, name, version, licenses: [{ expression: license }], purl };
}

/** @see https://github.com/package-url/purl-spec */
function purlOf({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** The folder of the package that a file belongs to; none for files of this repository. */
function folderOf(input: string): string[] {
  const match = /^(?:carried:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1] === undefined ? [] : [match[1]];
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
    readonly author?: string | { readonly name: string };
  };
  if (license === undefined) throw new Error(`package ${name} is bundled and names no license`);
  const texts = readdirSync(folder)
    .filter((file) => TEXT_FILE.test(file) && existsSync(join(folder, file)))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const authorName = typeof author === 'object' ? author.name : author;
  return { name, version, license, texts, ...(authorName === undefined ? {} : { author: authorName }) };
}

/** Some packages of a scope ship no text; those of the same scope and license have it. */
function textsOf(found: BundledPackage, all: readonly BundledPackage[]): readonly string[] {
  if (found.texts.length > 0) return found.texts;
  const [scope] = found.name.split('/');
  const sibling = all.find(
    ({ name, license, texts }) =>
      name.startsWith(`${scope}/`) && license === found.license && texts.length > 0,
  );
  if (sibling !== undefined) return sibling.texts;
  if (found.author !== undefined && found.license === 'MIT') return [toMitText(found.author, MIT_NOTICE)];
  if (found.author !== undefined && found.license === 'MIT-0') return [toMitText(found.author)];
  throw new Error(`package ${found.name} is bundled and ships no license text`);
}

/** The condition that MIT has and MIT-0 does not. */
const MIT_NOTICE = `, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.`;

/**
 * @see https://spdx.org/licenses/MIT.html
 * @see https://spdx.org/licenses/MIT-0.html
 */
function toMitText(author: string, notice = '.'): string {
  return `(The package ships no license file. Its package.json names the license and this author.)

Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so${notice}

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
