import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../cli/package-root';
import { type CatalogueRule, decodeCatalogue } from './catalogue-document';

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
