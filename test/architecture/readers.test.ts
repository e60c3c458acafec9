import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A raw field that a fact owns, how its value is read, and where it may be. */
interface OwnedField {
  readonly field: string;
  /** What to use instead. */
  readonly use: string;
  /** Reads of the value; a mention, such as a member of an alert or a column of a table, is none. */
  readonly reads: RegExp;
  /** Files outside `lib/core/fact` that still read it. */
  readonly others?: readonly string[];
}

const ERRORS = 'errorCode|errorMessage';
const IDENTITY = String.raw`\b(?:textAt|objectAt|textOf)\(\s*(?:[\w.#]+\s*,\s*'userIdentity'|(?:[\w.#]+\.)?(?:userI|i)dentity\b)|(?<!\$)\.userIdentity[.?]|\{[^{}]*\} = (?:record\.)?userIdentity\b`;

const ORIGIN = String.raw`\b(?:textAt|textOf|shortText)\(\s*[\w.#]+\s*,\s*'(?:sourceIPAddress|userAgent|vpcEndpointId)'|\b(?:record|event)\??\.(?:sourceIPAddress|userAgent|vpcEndpointId)\b|\{[^{}=]*\b(?:sourceIPAddress|userAgent|vpcEndpointId)\b[^{}=]*\} = (?:\w+\.)?record\b`;

const OWNED: readonly OwnedField[] = [
  {
    field: 'errorCode and errorMessage',
    use: 'outcomeOf, errorCodeOf or errorMessageOf of record-facts.ts, or the column outcome',
    reads: new RegExp(
      String.raw`\b(?:textAt|textOf|valueAt)\(\s*[\w.#]+\s*,\s*'(?:${ERRORS})'|\b(?:record|event)\??\.(?:${ERRORS})\b|\{[^{}=]*\b(?:${ERRORS})\b[^{}=]*\} = (?:\w+\.)?record\b|\$\.(?:r\.)?(?:${ERRORS})'`,
    ),
  },
  {
    field: 'the result of a sign-in',
    use: 'outcomeOf of record-facts.ts, or the column outcome',
    reads:
      /\b(?:textAt|textOf|json)\([^()]*'(?:ConsoleLogin|UserAuthentication|CredentialVerification|CheckMfa|SwitchRole)'|(?<!\$\.)\b[rR]esponseElements\??\.(?:ConsoleLogin|SwitchRole|CheckMfa)\b/,
  },
  {
    field: 'error_code as how a call ended',
    use: 'the column outcome, or succeeded() of named-query.ts',
    reads: /\berror_code IS (?:NOT )?NULL\b|COALESCE\(error_code, error_message\)/,
  },
  {
    field: 'userIdentity',
    use: 'identity, actorOf or roleSessionOf of record-facts.ts, or the columns actor and actor_name',
    reads: new RegExp(IDENTITY),
    // The account that received a record, where the record does not have it: the floor below facts.
    others: ['lib/core/record/record-identity.ts'],
  },
  {
    field: 'sourceIPAddress, userAgent and vpcEndpointId',
    use: 'origin of record-facts.ts: source, address, network, service, agent, program',
    reads: new RegExp(ORIGIN),
  },
];

/** The owner of the definitions, and the reader that is compiled from them. */
const OWNERS = /^lib\/core\/fact\/|^lib\/core\/compile\/predicate\/record-facts\.ts$/;

const SOURCES = ['lib', 'bin', 'lambda', 'processing'].flatMap((folder) => filesUnder(join(ROOT, folder)));

function filesUnder(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    if (!entry.name.endsWith('.ts')) return [];
    const text = withoutComments(readFileSync(path, 'utf8'));
    return [[relative(ROOT, path).split(sep).join('/'), text] as const];
  });
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

test.each(OWNED)('$field is read in one room', ({ field, use, reads, others = [] }) => {
  const readers = SOURCES.filter(([path, text]) => !OWNERS.test(path) && reads.test(text)).map(
    ([path]) => path,
  );
  const second = readers.filter((path) => !others.includes(path));
  expect(second.map((path) => `${path} reads ${field}: use ${use}`)).toEqual([]);
});

test.each([
  ["const code = textAt(record, 'errorCode');", 0],
  ['if (record.errorCode !== undefined) return;', 0],
  ['const { errorCode, responseElements } = record;', 0],
  ["json_extract_string(json, '$.r.errorMessage')", 0],
  ["json('response_elements', 'ConsoleLogin')", 1],
  ['SELECT 1 FROM events WHERE error_code IS NULL', 2],
  ["textAt(record, 'userIdentity', 'arn')", 3],
  ['const { arn } = userIdentity;', 3],
  ["const address = textAt(record, 'sourceIPAddress');", 4],
  ['const { userAgent, eventName } = record;', 4],
])('a second reader is found: %s', (line, owned) => {
  expect(OWNED[owned]?.reads.test(line)).toBe(true);
});

test.each([
  ['if (errorCode !== undefined) alert.errorCode = errorCode;', 0],
  ['const { eventName, errorCode } = alert;', 0],
  ["textAt(record, 'insightDetails', 'errorCode')", 0],
  ["errorCode: 'text',", 0],
  ['userIdentity: USER_IDENTITY,', 3],
  ['const { sourceIPAddress, tags } = alert;', 4],
])('a mention is no read: %s', (line, owned) => {
  expect(OWNED[owned]?.reads.test(line)).toBe(false);
});
