import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';

const PROGRAM = join(__dirname, 'load_rules.py');
const RULES = resolve(__dirname, '../../../lib/rules');

/** What pySigma says of a folder. */
interface Loaded {
  readonly documents: number;
  /** By file. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

/** The modifiers that docs/alerts/rule-language.md adds to Sigma's. */
const OWN_MODIFIER = /^ +[\w.-]+(?:\|\w+)*\|(?:document|element|outside)\b/m;

const REFUSAL = /^Unknown modifier '(?:document|element|outside)'$/;

/** pySigma loads every built-in file, but for those with modifiers that are not Sigma's: of these it refuses the modifiers. */
export async function checkRules(python: string, folder: string, outcome: Outcome): Promise<void> {
  const files = readBuiltInFiles();
  const own = files.filter(({ text }) => OWN_MODIFIER.test(text)).map(({ path }) => path);
  const { documents, refused } = await load(python, RULES);
  const expected = files.flatMap(({ parsed }) => [...parsed.rules, ...parsed.correlations]).length;
  const others = Object.entries(refused).filter(
    ([path, errors]) => !own.includes(path) || !errors.every((error) => REFUSAL.test(error)),
  );
  const unnoticed = own.filter((path) => refused[path] === undefined);
  outcome.check(
    documents === expected && others.length === 0 && unnoticed.length === 0,
    `pySigma loads ${files.length - own.length} files of built-in rules, and of ${own.length} refuses the modifiers that are not Sigma's`,
    [
      `${documents} of ${expected} documents`,
      ...others.map(([path, errors]) => `${path}: ${errors.join('; ')}`),
      ...unnoticed.map((path) => `${path}: loaded, though Sigma lacks a modifier of it`),
    ],
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cased.yml'), CASED_BOOLEAN);
  const spoilt = await load(python, folder);
  outcome.check(spoilt.refused['cased.yml'] !== undefined, 'pySigma refuses cased on a Boolean');
}

async function load(python: string, folder: string): Promise<Loaded> {
  return JSON.parse(await mustRun(python, [PROGRAM, folder]));
}

const CASED_BOOLEAN = `title: Cased
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    readOnly|cased: true
  condition: selection
`;
