import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An operation of AWS that a source file calls. */
export interface CalledOperation {
  readonly file: string;
  readonly operation: string;
  /** The members of its answer, by what the SDK knows of it. */
  readonly members: readonly string[];
}

/** The source files of a folder, by their paths. */
export function sourcesOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  return new Map(
    names.map((name) => join(folder, name)).map((path) => [path, readFileSync(path, 'utf8')] as const),
  );
}

/** The operations of the SDK that the files of a folder import. */
export async function calledOperations(folder: string): Promise<readonly CalledOperation[]> {
  const found: CalledOperation[] = [];
  for (const [file, text] of sourcesOf(folder)) {
    for (const [, names = '', sdk = ''] of text.matchAll(
      /import \{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/g,
    ))
      for (const [, paginated, command] of names.matchAll(/\bpaginate(\w+)|\b(\w+)Command\b/g)) {
        const operation = paginated ?? command ?? '';
        found.push({ file, operation, members: membersOf(await import(sdk), operation) });
      }
  }
  return found;
}

type Schema = readonly [kind: number, service: string, name: string, traits: unknown, ...rest: unknown[]];
type Sdk = Readonly<Record<string, new (input: object) => { readonly schema: Schema }>>;

function membersOf(sdk: Sdk, operation: string): readonly string[] {
  const Command = sdk[`${operation}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
  const output = new Command({}).schema[5] as Schema | (() => Schema);
  return ((typeof output === 'function' ? output() : output)[4] ?? []) as readonly string[];
}
