import { AuditGuardrails, LogArchive } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

/** The guardrails of an archive and of some given buckets. */
function documentsOf(buckets: number, serviceControlPolicyCharacters?: number) {
  const stack = newStack();
  new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [TRAIL] },
    exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'],
    bucketArns: Array.from({ length: buckets }, (_, n) => `arn:aws:s3:::one-of-many-buckets-${n}`),
    ...(serviceControlPolicyCharacters === undefined ? {} : { serviceControlPolicyCharacters }),
  });
  return guardrails.documents();
}

const longest = (documents: ReturnType<typeof documentsOf>, type: string) =>
  Math.max(...documents.filter(({ policyType }) => policyType === type).map(({ json }) => json.length));

/** Every resource that some policy names. */
function namedIn(documents: ReturnType<typeof documentsOf>): readonly string[] {
  return [...new Set(JSON.stringify(documents).match(/arn:aws:s3:::[\w-]+/g))].sort();
}

describe.each([0, 30, 60, 90])('guardrails of %i buckets', (buckets) => {
  const [large, small] = [undefined, 5_120].map((characters) => documentsOf(buckets, characters));

  test.each([
    ['10,240', large, 10_240],
    ['5,120', small, 5_120],
  ])(
    'have a margin of 2 %% where a service control policy may have %s characters',
    (_name, documents = [], most) => {
      expect(longest(documents, 'SERVICE_CONTROL_POLICY')).toBeLessThanOrEqual(0.98 * most);
      expect(longest(documents, 'RESOURCE_CONTROL_POLICY')).toBeLessThanOrEqual(0.98 * 5_120);
    },
  );

  test('protect the same in shorter policies', () => {
    expect(namedIn(small ?? [])).toEqual(namedIn(large ?? []));
    expect(namedIn(large ?? []).length).toBeGreaterThan(buckets);
  });
});

test.each([0, 6_000, 20_480])(
  'fails where a service control policy would have %i characters',
  (characters) => {
    expect(() => documentsOf(0, characters)).toThrow(
      `serviceControlPolicyCharacters is ${characters}, but must be 10240 or 5120, the quotas of AWS`,
    );
  },
);
