import fc from 'fast-check';
import type { Finding } from '../../../lib/core/digest/finding';
import { checkArchive } from '../../digest/check-archive';
import { expectedFindings } from '../../digest/expected-findings';
import { DIGEST_MUTATIONS, LOG_MUTATIONS, MutatedArchive } from '../../digest/mutation';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { cases } from '../../jest/cases';

const ACCOUNTS = ['111122223333', '444455556666'];

const plan = fc.record({
  hours: fc.constantFrom(1, 3, 5, 7, 9),
  logs: fc.integer({ min: 0, max: 2 }),
  restarts: fc.constantFrom([], [], [2], [3, 4]),
  off: fc.constantFrom([], [], [2], [0, 1]),
  start: fc.constantFrom('2026-10-01T00:01:31Z', '2026-10-01T21:40:05Z'),
});

const trail = fc.constantFrom<Partial<TrailPlan> & { accountId: string }>(
  ...ACCOUNTS.flatMap((accountId) => [
    { accountId },
    { accountId, trailName: 'second-trail' },
    { accountId, region: 'us-east-1' },
    { accountId, organizationId: 'o-exampleorgid', prefix: 'audit' },
  ]),
);

const plans = fc
  .uniqueArray(fc.tuple(trail, plan), {
    minLength: 1,
    maxLength: 3,
    selector: ([one]) => JSON.stringify(one),
  })
  // A gap without delivery is one in which logging was off.
  .map((pairs) =>
    pairs.map(([place, rest]) => ({
      ...place,
      ...rest,
      restarts: [...rest.restarts, ...rest.off.map((hour) => hour + 1)],
    })),
  )
  .filter((all) => all.some(({ hours, off }) => hours > off.length));

const index = fc.noBias(fc.integer({ min: 0, max: 11 }));
const mutation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...Object.keys(DIGEST_MUTATIONS)), index).map(([name, at]) => ({
      name: `${name} ${at}`,
      run: (mutated: MutatedArchive) => mutated.mutateDigest(name, at),
    })),
  },
  fc.tuple(fc.constantFrom(...Object.keys(LOG_MUTATIONS)), index).map(([name, at]) => ({
    name: `${name} ${at}`,
    run: (mutated: MutatedArchive) => mutated.mutateLog(name, at),
  })),
  fc.tuple(index, fc.boolean()).map(([at, isMoved]) => ({
    name: `${isMoved ? 'move' : 'add'} log file ${at}`,
    run: (mutated: MutatedArchive) => mutated.addLog(at, isMoved),
  })),
  fc.tuple(index, index).map(([at, other]) => ({
    name: `swap log files ${at} and ${other}`,
    run: (mutated: MutatedArchive) => mutated.swapLogs(at, other),
  })),
);

function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings
    .map((finding) => {
      if (finding.kind === 'gap') return `gap ${finding.reason} ${finding.from ?? '-'} ${finding.until}`;
      const { status, kind, reason, key } = finding;
      const isBare = status === 'valid' || status === 'extra' || (kind === 'log' && status === 'unverified');
      return isBare ? `${status} ${kind} ${key}` : `${status} ${kind} ${reason} ${key}`;
    })
    .sort();
}

test('of any archive, whatever is done to it, exactly that is reported, with what depends on it', async () => {
  let problems = 0;
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.array(mutation, { maxLength: 9, size: 'max' }),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (trails, mutations, isFolder, ahead) => {
        const mutated = new MutatedArchive(new SignedArchive(trails));
        for (const { run } of mutations) run(mutated);
        const endMs = Math.max(...mutated.archive.digests.map((digest) => digest.endMs)) + 10 * 60_000;
        const findings = await checkArchive(mutated.archive, { isFolder, ahead });
        const expected = expectedFindings(mutated, isFolder, endMs);
        expect(linesOf(findings)).toEqual(expected);
        problems += expected.filter((line) => !line.startsWith('valid')).length;
      },
    ),
    { numRuns: 600 },
  );
  expect(problems).toBeGreaterThan(cases(600));
});
