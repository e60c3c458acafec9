/**
 * Adds what is new since the last release to `deployed-resources.json`, from the committed templates. What is in it stays as it is.
 *
 *     npx tsx tools/deployed-resources/record.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedTemplates, templateFolders } from '../../test/integ/expect-templates';
import { type StatefulResources, statefulResourcesOf } from '../../test/integ/stateful-resources';

const FILE = join(__dirname, '../../test/integ/deployed-resources.json');
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, StatefulResources>;

for (const folder of templateFolders()) {
  const stacks = Object.entries(committedTemplates(folder)).map(([stackName, template]) => ({
    stackName,
    template,
  }));
  const found = statefulResourcesOf(stacks);
  const known = recorded[folder] ?? {};
  const merged = Object.entries({ ...found, ...known }).map(([id, resource]) => [
    id,
    { ...(found[id]?.Type === resource.Type ? found[id] : {}), ...resource },
  ]);
  recorded[folder] = Object.fromEntries(merged);
}
writeFileSync(FILE, `${JSON.stringify(recorded, undefined, 2)}\n`);
