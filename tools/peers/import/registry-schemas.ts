import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../run-process';
import type { IdentifiersOf } from './import-problems';

const FOLDER =
  'import cfnlint, os; print(os.path.join(os.path.dirname(cfnlint.__file__), "data", "schemas"))';

/** The identifiers of the types in CloudFormation's registry, from the schemas that cfn-lint has of them. */
export async function readIdentifiers(python: string): Promise<IdentifiersOf> {
  const folder = (await mustRun(python, ['-c', FOLDER])).trim();
  const files = readJson(join(folder, 'providers', 'us-east-1.json')) as Record<string, string>;
  return (type) => {
    if (!Object.hasOwn(files, type)) throw new Error(`the registry has no ${type}`);
    const schema = readJson(join(folder, 'resources', `${files[type]}.json`));
    const { primaryIdentifier } = schema as { readonly primaryIdentifier: readonly string[] };
    return primaryIdentifier.map((pointer) => pointer.replace('/properties/', ''));
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
