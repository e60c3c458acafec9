import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameableRules } from '../../lib/core/rule/document-rules';
import { parseSigmaFiles, type SigmaFile } from '../../lib/core/sigma/sigma-file';
import { packageRoot } from '../cli/package-root';
import { readBuiltInRules } from './built-in-rules';
import { type CatalogueRule, decodeCatalogue } from './catalogue-document';
import { readCallCatalogue } from './read-call-catalogue';
import { readRuleTexts } from './read-rule-texts';

/** A file of Sigma rules as it is on disk. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
  readonly content: SigmaFile;
}

/**
 * The rule files of some folders, as {@link readRuleTexts} finds them. They are read together, so that correlations and
 * filters find the rules that they name; these may be built-in ones, too.
 */
export async function* readRuleFiles(...paths: readonly string[]): AsyncGenerator<RuleFile, void> {
  const sources = await readRuleTexts(paths);
  const options = { builtInRules: () => nameableRules(readBuiltInRules()), calls: readCallCatalogue };
  for (const [at, content] of parseSigmaFiles(sources, options).entries()) {
    const { file = '', text = '' } = sources[at] ?? {};
    yield { path: file, text, content };
  }
}

/** The folder of the built-in rules as their authors wrote them. */
export function catalogueFolder(): string {
  return join(packageRoot(), 'lib/rules');
}

/** The built-in rules and correlations by name, as the build read them. */
export function readCatalogue(): readonly CatalogueRule[] {
  const path = join(packageRoot(), 'dist/rules/catalogue.json');
  if (!existsSync(path)) throw new Error('the catalogue is not built; run npm run build');
  return decodeCatalogue(readFileSync(path, 'utf8'));
}

/** The file of a built-in rule, as its author wrote it. */
export function readCatalogueFile({ file }: CatalogueRule): string {
  return readFileSync(join(packageRoot(), file), 'utf8');
}
