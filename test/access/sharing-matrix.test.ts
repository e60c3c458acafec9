import type { Decision } from '../../lib/core/policy/evaluation/decide';
import {
  decideReading,
  decideTaking,
  type READERS,
  READINGS,
  type Shared,
  type TAKERS,
} from './sharing-matrix';

type Cell = readonly [verdict: Decision['verdict'], because: RegExp];
type Taker = keyof typeof TAKERS;
type Reader = keyof typeof READERS;
type Reading = keyof typeof READINGS;

const wants = (condition: string): Cell => ['not allowed', new RegExp(`'LetReaderIn' .*wants ${condition}`)];
const OTHER: Cell = ['not allowed', /'LetReaderIn' of the trust policy \w+ is for account \d{12}/];
const LET_IN: Cell = [
  'allowed',
  /'LetReaderIn' of the trust policy \w+ and statement 1 of AdministratorAccess/,
];
const UNSIGNED: Cell = ['not allowed', /sts answers no unsigned request/];

const TAKING: Readonly<Record<Taker, Partial<Record<Shared, Cell>> & { readonly otherwise: Cell }>> = {
  'the security account, with a second factor': { security: LET_IN, otherwise: OTHER },
  'the security account, without a second factor': {
    security: wants('Bool aws:MultiFactorAuthPresent true, and the request has none'),
    otherwise: OTHER,
  },
  'the security account, once it has left the organization': {
    security: wants('StringEquals aws:PrincipalOrgID \\S+, and the request has none'),
    otherwise: OTHER,
  },
  'the workload account': { workload: LET_IN, otherwise: OTHER },
  'the third party, with its external id': { vendor: LET_IN, otherwise: OTHER },
  'the third party, without an external id': {
    vendor: wants('StringEquals sts:ExternalId customer/4711, and the request has none'),
    otherwise: OTHER,
  },
  'the third party, with that of another customer': {
    vendor: wants('StringEquals sts:ExternalId customer/4711, and the request has customer/4712'),
    otherwise: OTHER,
  },
  'the third party, after the end': {
    vendor: wants('DateLessThan aws:CurrentTime 2099-01-01T00:00:00Z'),
    otherwise: OTHER,
  },
  'an account of another organization, with the external id': { otherwise: OTHER },
  "an administrator of the archive's account": { otherwise: OTHER },
  'anonymous (unsigned)': { otherwise: UNSIGNED },
};

describe.each(Object.keys(TAKING) as Taker[])('the role of a reader, asked for by %s', (who) => {
  test.each(['security', 'workload', 'vendor'] as const)('%s', (shared) => {
    const [verdict, because] = TAKING[who][shared] ?? TAKING[who].otherwise;
    expect(decideTaking(who, shared)).toEqual({ verdict, reason: expect.stringMatching(because) });
  });
});

const READ: Cell = ['allowed', /statement \d of the policy (Security|Workload|Vendor)Reading/];
const OUTSIDE: Cell = ['not allowed', /statement 1 of the policy \w+ is about \S+AWSLogs/];
const PREFIX: Cell = ['not allowed', /statement 2 of the policy \w+ wants StringLike s3:prefix/];
const ENDED: Cell = ['not allowed', /wants DateLessThan aws:CurrentTime|is about|wants StringLike/];
const PLAIN: Cell = ['denied explicitly', /of the bucket policy/];
const OTHER_BUCKET: Cell = ['not allowed', /wants StringLike kms:EncryptionContext:aws:s3:arn/];
const KEPT: Cell = ['denied explicitly', /'KeepLogFiles' of the service control policy/];

const ANYBODY: Partial<Record<Reading, Cell>> = {
  'get something that no trail delivered': OUTSIDE,
  'list the archive': PREFIX,
  'list without a prefix': PREFIX,
  'decrypt a file of another bucket': OTHER_BUCKET,
  'put a log file': KEPT,
  'delete a log file': KEPT,
};

const UNLESS: Readonly<Record<Reader, (what: Reading) => Cell | undefined>> = {
  'the security account': () => undefined,
  'the workload account': (what) => {
    if (/another|digest|Insights/.test(what)) return what.startsWith('list') ? PREFIX : OUTSIDE;
    return undefined;
  },
  'the third party': (what) => {
    if (/digest/.test(what)) return what.startsWith('list') ? PREFIX : OUTSIDE;
    return undefined;
  },
  'the third party, after the end': () => ENDED,
  // keys are used over TLS only, whatever a policy says
  'the third party, without TLS': (what) => (what.startsWith('decrypt') ? undefined : PLAIN),
};

/** What nobody gets at all comes first, then what this reader does not get. */
function cellOf(who: Reader, what: Reading): Cell {
  const never = ANYBODY[what];
  if (never === KEPT || never === OTHER_BUCKET) return never;
  return UNLESS[who](what) ?? never ?? READ;
}

describe.each(Object.keys(UNLESS) as Reader[])('a session of %s', (who) => {
  test.each(Object.keys(READINGS) as Reading[])('%s', (what) => {
    const [verdict, because] = cellOf(who, what);
    expect({ what, ...decideReading(who, what) }).toEqual({
      what,
      verdict,
      reason: expect.stringMatching(because),
    });
  });
});
