import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const EXAMPLES = resolve(__dirname, '../../examples');

/** An example as its user gets it. */
export interface ExampleProject {
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** Its app; undefined if it deploys nothing. */
  readonly app?: string;
}

/** Every folder of `examples`. */
export function listExamples(): readonly ExampleProject[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(EXAMPLES, name);
      const app = join(folder, 'bin/app.ts');
      return { name, folder, ...(existsSync(app) ? { app } : {}) };
    });
}

/** A file of an example. */
export function readExampleFile({ folder }: ExampleProject, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** A JSON file of an example. */
export function readExampleJson<T>(project: ExampleProject, path: string): T {
  return JSON.parse(readExampleFile(project, path)) as T;
}
