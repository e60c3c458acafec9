import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import {
  type CatalogueRule,
  countersOf,
  decodeCatalogue,
  encodeCatalogue,
} from '../../../bin/rules/catalogue-document';
import { readCatalogue, readCatalogueFile } from '../../../bin/rules/read-rule-files';

/** As the rules' files say it. */
function fromSources(): readonly CatalogueRule[] {
  const files = readBuiltInFiles().map(({ path, parsed }) => ({
    file: `lib/rules/${path}`,
    content: parsed,
  }));
  const correlations = files.flatMap(({ content }) =>
    content.correlations.map(({ correlation }) => correlation),
  );
  return files
    .flatMap(({ file, content }) => [
      ...content.rules.map(({ rule, engines, places, line, alertsAlone }) => ({
        ...{ rule, engines, file, line, places },
        countedBy: alertsAlone ? [] : countersOf(rule, correlations),
      })),
      ...content.correlations.map(({ correlation, line }) => ({
        ...{ rule: correlation, engines: [], file, line, places: [], countedBy: [] },
      })),
    ])
    .sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}

test('the catalogue of the build has every rule and correlation of the files, whole and by name', () => {
  const built = readCatalogue();
  expect(built.length).toBeGreaterThan(480);
  expect(JSON.stringify(sorted(built))).toBe(JSON.stringify(sorted(fromSources())));
});

test('an encoded catalogue is decoded to the same, and is the same text for the same files', () => {
  const files = readBuiltInFiles().map(({ path, parsed }) => ({ file: path, content: parsed }));
  const text = encodeCatalogue(files);
  expect(encodeCatalogue(files)).toBe(text);
  expect(decodeCatalogue(text)).toHaveLength(readCatalogue().length);
});

test('the file of each rule is there, and its document begins at the line', () => {
  for (const rule of readCatalogue()) {
    const lines = readCatalogueFile(rule)
      .split('\n')
      .slice(rule.line - 1);
    expect(lines.slice(0, 20).join('\n')).toContain(rule.rule.id);
  }
});

/** The order of the keys says nothing. */
function sorted(rules: readonly CatalogueRule[]): unknown {
  return JSON.parse(JSON.stringify(rules), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
