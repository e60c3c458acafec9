import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Template } from '../access/template/intrinsic';
import { everyTemplateOf, type MadeTemplate } from './every-template';
import type { Scenario } from './scenario';

/** A scenario on the disk: the folder of its assembly, and what everyTemplateOf gives of it but for the texts of the templates. */
interface Synthesized {
  readonly folder: string;
  readonly classes: readonly string[];
  readonly made: readonly Omit<MadeTemplate, 'template'>[];
}

const { CDK_VALIDATION, TRAILWATCH_SYNTHESIZED } = process.env;

/**
 * The folder of what this run synthesized, which `test/jest/shared-folder.cjs` makes. Without it, and where the CDK validates each
 * synthesis, a test file synthesizes what it needs.
 */
const SHARED =
  (CDK_VALIDATION === 'true' ? undefined : TRAILWATCH_SYNTHESIZED) ??
  mkdtempSync(join(tmpdir(), 'trailwatch-synthesized-'));

/** The cloud assembly of a scenario, which nobody may change: in a run the first test that asks synthesizes it, and all read it. */
export function assemblyOf(scenario: Scenario): CloudAssembly {
  return new CloudAssembly(synthesized(scenario).folder);
}

/** What `everyTemplateOf` gives of a scenario, synthesized once in a run. */
export function templatesOf(scenario: Scenario): readonly MadeTemplate[] {
  return synthesized(scenario).made.map((made) => ({
    ...made,
    template: JSON.parse(readFileSync(made.file, 'utf8')) as Template,
  }));
}

/** The classes of the constructs of a scenario, and those that they extend, by name. */
export function classesOf(scenario: Scenario): readonly string[] {
  return synthesized(scenario).classes;
}

function synthesized({ name, build }: Scenario): Synthesized {
  const list = join(SHARED, `${name}.json`);
  if (existsSync(list)) return JSON.parse(readFileSync(list, 'utf8')) as Synthesized;
  const folder = mkdtempSync(join(SHARED, `${name}-`));
  const app = new App({ analyticsReporting: false, outdir: folder });
  build(app);
  const found: Synthesized = {
    folder,
    classes: [...new Set(app.node.findAll().flatMap(namesOfClass))],
    made: everyTemplateOf(app).map(({ template: _, ...made }) => made),
  };
  // Whole or not there: another worker may look for it now, or have made the same.
  writeFileSync(`${folder}.json`, JSON.stringify(found));
  renameSync(`${folder}.json`, list);
  return found;
}

function namesOfClass(instance: object): readonly string[] {
  const prototype: object = Object.getPrototypeOf(instance);
  return prototype === Object.prototype ? [] : [prototype.constructor.name, ...namesOfClass(prototype)];
}
