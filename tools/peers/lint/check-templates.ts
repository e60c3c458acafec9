import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../outcome';
import type { SynthesizedTemplate } from '../scenario-templates';
import { judgeFindings } from './accepted-findings';
import { type Finding, type Linter, renderFinding } from './finding';

/** Finds what a linter has against templates. */
export type Lint = (templates: readonly SynthesizedTemplate[]) => Promise<Finding[]>;

/**
 * Has a linter look at all templates, and beside them at one that every linter must refuse: a linter that says nothing at
 * all proves nothing.
 *
 * @param folder where that one is written
 */
export async function checkTemplates(
  linter: Linter,
  lint: Lint,
  {
    templates,
    folder,
    outcome,
  }: { templates: readonly SynthesizedTemplate[]; folder: string; outcome: Outcome },
): Promise<void> {
  const faulty = writeFaultyTemplate(join(folder, linter));
  const all = await lint([...templates, faulty]);
  const isPlanted = ({ scenario }: Finding): boolean => scenario === faulty.scenario;
  const { refused, accepted, stale } = judgeFindings(
    linter,
    all.filter((finding) => !isPlanted(finding)),
  );
  outcome.check(all.some(isPlanted), `${linter} refuses a template with a fault in it`);
  const count = `${templates.length} templates`;
  outcome.check(refused.length === 0, `${linter} finds nothing else in ${count}`, refused.map(renderFinding));
  for (const [{ id, resourceType = 'of any type', reason }, times] of accepted) {
    outcome.note(`accepted: ${id} ${resourceType} (${times} times): ${reason}`);
  }
  outcome.check(
    stale.length === 0,
    `every finding that is accepted of ${linter} is still found`,
    stale.map(
      ({ id, resourceType = 'of any type' }) => `remove ${id} ${resourceType} from accepted-findings.ts`,
    ),
  );
}

/** A bucket that is open to everyone and has a property that there is not. */
function writeFaultyTemplate(folder: string): SynthesizedTemplate {
  const properties = { AccessControl: 'PublicReadWrite', Colour: 'red' };
  const template = { Resources: { Faulty: { Type: 'AWS::S3::Bucket', Properties: properties } } };
  const file = join(folder, 'faulty.template.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(template));
  const place = { accountId: '111122223333', region: 'us-east-1' };
  const names = { scenario: 'faulty', path: 'Faulty', after: [], stackName: 'Faulty' };
  return { ...names, ...place, file, template };
}
