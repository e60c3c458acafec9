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

const NAMING = String.raw`'(?:\w*(?:[nN]ame|Id|Arn|ARN|[iI]dentifier)|key)'`;

const TARGETS = String.raw`\btextAt\(\s*(?:[\w.#]+\s*,\s*'(?:requestParameters|responseElements)'|(?:requestOf|responseOf)\([\w.]+\)|request|response|parameters)\s*,\s*${NAMING}|\b(?:requestParameters|responseElements)\??\.\w*(?:[nN]ame|Id|Arn|Identifier)\b(?!['.\s])|\{[^{}]*\bkindFinder\b[^{}]*\} from '[^']*/resource-kinds'`;

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
      /\b(?:textAt|textOf|json)\([^()]*'(?:ConsoleLogin|UserAuthentication|CredentialVerification|CheckMfa|SwitchRole)'|(?<!\$\.|')\b[rR]esponseElements\??\.(?:ConsoleLogin|SwitchRole|CheckMfa)\b/,
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
  {
    field: 'what a call is on',
    use: 'targetsOf of fact/targets, target-parts.ts for what the call does to it, or the column targets',
    reads: new RegExp(TARGETS),
    others: [
      // Who became whom is a fact of its own.
      'lib/core/lineage/credential-link.ts',
      'lib/core/lineage/made-identity.ts',
      // A version and an index are no targets: they are other permissions on one.
      'lib/core/policy/permission/needed-actions.ts',
      'lib/core/policy/permission/used-permissions.ts',
      // An action changes the very thing that a rule of its own names, or nothing.
      'lib/core/response/action/bucket-actions.ts',
      'lib/core/response/action/detach-administrator-policy.ts',
      'lib/core/response/action/isolate-instance.ts',
      'lib/core/response/action/restore-detection.ts',
      'lib/core/response/response-actions.ts',
      // What lasts of an attack, with the command that ends it.
      'lib/core/case/lasting/access-kinds.ts',
      'lib/core/case/lasting/open-kinds.ts',
      'lib/core/case/lasting/service-kinds.ts',
    ],
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
  ["if (record.responseElements?.ConsoleLogin === 'Failure') return;", 1],
  ['SELECT 1 FROM events WHERE error_code IS NULL', 2],
  ["textAt(record, 'userIdentity', 'arn')", 3],
  ['const { arn } = userIdentity;', 3],
  ["const address = textAt(record, 'sourceIPAddress');", 4],
  ['const { userAgent, eventName } = record;', 4],
  ["const bucket = textAt(record, 'requestParameters', 'bucketName');", 5],
  ["textAt(requestOf(record), 'userName')", 5],
  ["const role = textAt(request, 'roleArn');", 5],
  ["import { kindFinder } from '../fact/targets/resource-kinds';", 5],
  ['record.requestParameters?.secretId;', 5],
])('a second reader is found: %s', (line, owned) => {
  expect(OWNED[owned]?.reads.test(line)).toBe(true);
});

test.each([
  ['if (errorCode !== undefined) alert.errorCode = errorCode;', 0],
  ['const { eventName, errorCode } = alert;', 0],
  ["textAt(record, 'insightDetails', 'errorCode')", 0],
  ["errorCode: 'text',", 0],
  ["'responseElements.ConsoleLogin': ['Success', 'Failure'],", 1],
  ['userIdentity: USER_IDENTITY,', 3],
  ['const { sourceIPAddress, tags } = alert;', 4],
  ["field: 'requestParameters.bucketName',", 5],
  ["textAt(record, 'requestParameters', 'status')", 5],
  ["textAt(document, 'bucketName')", 5],
])('a mention is no read: %s', (line, owned) => {
  expect(OWNED[owned]?.reads.test(line)).toBe(false);
});
