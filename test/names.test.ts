import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Parameter {
  readonly name: string;
  readonly type: { readonly fqn?: string };
}

interface Method {
  readonly name: string;
  readonly parameters?: readonly Parameter[];
}

interface Type {
  readonly name: string;
  readonly datatype?: boolean;
  readonly initializer?: Omit<Method, 'name'>;
  readonly interfaces?: readonly string[];
  readonly members?: readonly { readonly name: string }[];
  readonly methods?: readonly Method[];
  readonly properties?: readonly { readonly name: string }[];
}

const ROOT = join(__dirname, '..');

const TYPES = (
  JSON.parse(gunzipSync(readFileSync(join(ROOT, '.jsii.gz'))).toString()) as {
    readonly types: Readonly<Record<string, Type>>;
  }
).types;

const ALL = Object.values(TYPES);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** What jsii changes with an underscore, or with a sign, where it is a name. `match`, `type` and `record` may be names. */
const PYTHON = words(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield',
);
const JAVA = words(
  'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for ' +
    'goto if implements import instanceof int interface long native new package private protected public return short static strictfp ' +
    'super switch synchronized this throw throws transient try void volatile while true false null',
);
const GO = words('break chan defer fallthrough func go map range select struct var');
const CSHARP = words(
  'base bool checked decimal delegate event explicit extern fixed foreach implicit internal is lock namespace object operator out ' +
    'override params readonly ref sbyte sealed sizeof stackalloc string typeof uint ulong unchecked unsafe ushort using virtual',
);

const methodsOf = ({ initializer, methods = [] }: Type): readonly Method[] =>
  initializer === undefined ? methods : [...methods, { ...initializer, name: 'constructor' }];

const membersOf = ({ methods = [], properties = [] }: Type): readonly string[] =>
  [...methods, ...properties].map(({ name }) => name);

const parametersOf = (type: Type): readonly string[] =>
  methodsOf(type).flatMap(({ parameters = [] }) => parameters.map(({ name }) => name));

/** As Python spells it. */
const toSnakeCase = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

const toPascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The properties of a struct, with those that it inherits here. */
function fieldsOf(type: Type | undefined): readonly string[] {
  if (type === undefined) return [];
  return [
    ...(type.properties ?? []).map(({ name }) => name),
    ...(type.interfaces ?? []).flatMap((name) => fieldsOf(TYPES[name])),
  ];
}

test('parameters have names, which TypeScript does not need where it takes them apart', () => {
  expect(ALL.length).toBeGreaterThan(150);
  const nameless = ALL.filter((type) => parametersOf(type).some((name) => !/^[a-z][A-Za-z\d]*$/.test(name)));
  expect(nameless.map(({ name }) => name)).toEqual([]);
});

test.each([
  ['Python', PYTHON, toSnakeCase],
  ['Java', JAVA, (name: string) => name],
  ['Go', GO, (name: string) => name],
  ['C#', CSHARP, (name: string) => name],
])('no member or parameter is a reserved word of %s', (_language, reserved, spell) => {
  const found = ALL.flatMap((type) =>
    [...membersOf(type), ...parametersOf(type)]
      .filter((name) => reserved.has(spell(name)))
      .map((name) => `${type.name}.${name}`),
  );
  expect(found).toEqual([]);
});

test('no member has the name of its class, which C# cannot have', () => {
  expect(ALL.filter((type) => membersOf(type).map(toPascalCase).includes(type.name))).toEqual([]);
});

test('no two members of a type differ by case alone, as a property and its getter in Java', () => {
  const found = ALL.filter((type) => {
    const spelled = membersOf(type).map((name) => toPascalCase(name).replace(/^Get(?=[A-Z])/, ''));
    return new Set(spelled.map((name) => name.toLowerCase())).size < spelled.length;
  });
  expect(found.map(({ name }) => name)).toEqual([]);
});

test('no two types differ by case alone, and none is what Go calls the constructor of another', () => {
  const names = ALL.map(({ name }) => name);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(names.filter((name) => names.includes(`New${name}`))).toEqual([]);
});

test('values of enums begin with a letter', () => {
  const found = ALL.flatMap(({ members = [] }) => members.filter(({ name }) => !/^[A-Z]/.test(name)));
  expect(found).toEqual([]);
});

test('no parameter has the name of a property that Python takes as a keyword beside it', () => {
  const found = ALL.flatMap((type) =>
    methodsOf(type)
      .filter(({ parameters = [] }) => {
        const struct = TYPES[parameters.at(-1)?.type.fqn ?? ''];
        if (struct?.datatype !== true) return false;
        const fields = fieldsOf(struct);
        return parameters.slice(0, -1).some(({ name }) => fields.includes(name));
      })
      .map(({ name }) => `${type.name}.${name}`),
  );
  expect(found).toEqual([]);
});

test('words in capitals do not fall apart into letters in Python', () => {
  const found = ALL.flatMap((type) =>
    [...membersOf(type), ...parametersOf(type)]
      .filter((name) => /^[a-z]/.test(name) && /(^|_)[a-z]_[a-z](_|$)/.test(toSnakeCase(name)))
      .map((name) => `${type.name}.${name}`),
  );
  expect(found).toEqual([]);
});
