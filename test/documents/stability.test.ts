import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../bin/generators/api-pages';
import { commandsBelow } from '../bin/listed-commands';
import { ROOT } from './code-blocks';

interface Documented {
  readonly name: string;
  readonly docs?: { readonly stability?: string };
}

/** A type of the assembly, as far as its tier is concerned. */
interface Type extends Documented {
  readonly kind: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: object;
  readonly properties?: readonly Documented[];
  readonly methods?: readonly Documented[];
}

const types = readAssembly().types as unknown as Readonly<Record<string, Type>>;
const page = readFileSync(join(ROOT, 'docs/extend/versioning.md'), 'utf8');

/** The code spans of the rows of a tier, by table. */
function listed(tier: string): readonly (readonly string[])[] {
  const rows = [...page.matchAll(new RegExp(`^\\| ${tier} \\|(.*)\\|$`, 'gm'))];
  return rows.map(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

/** The types of this package that a part of the assembly refers to. */
function referredTypes(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'docs') return [];
    return key === 'fqn' && member in types ? [String(member)] : referredTypes(member);
  });
}

const isStable = (docs: Documented['docs']) => docs?.stability === 'stable';

test.each(['stable', 'experimental'])('the page lists the %s classes', (tier) => {
  const classes = Object.values(types).filter(
    ({ kind, docs }) => kind === 'class' && docs?.stability === tier,
  );
  expect(listed(tier)[0]).toEqual(classes.map(({ name }) => name).sort());
});

test('the page lists every command in one tier', async () => {
  const names = await commandsBelow([]);
  expect(names.length).toBeGreaterThan(20);
  expect([...(listed('stable')[1] ?? []), ...(listed('experimental')[1] ?? [])].sort()).toEqual(
    [...names].sort(),
  );
});

test('nothing stable needs what is experimental, except members that are marked so themselves', () => {
  const stable = Object.values(types).filter(({ docs }) => isStable(docs));
  expect(stable.length).toBeGreaterThan(50);
  const needed = stable.flatMap(
    ({ name, base, interfaces = [], initializer, properties = [], methods = [] }) => {
      const own = [
        { name: 'new', signature: initializer },
        {
          name: 'extends',
          signature: { base: { fqn: base }, interfaces: interfaces.map((fqn) => ({ fqn })) },
        },
      ];
      const members = [...properties, ...methods].filter(({ docs }) => docs?.stability !== 'experimental');
      return [...own, ...members.map((member) => ({ name: member.name, signature: member }))]
        .filter(({ signature }) => referredTypes(signature).some((fqn) => !isStable(types[fqn]?.docs)))
        .map((member) => `${name}.${member.name}`);
    },
  );
  expect(needed).toEqual([]);
});
