import fc from 'fast-check';
import { organizationServicesOf } from '../../../lambda/aws/trail/organization-services';
import { administerOrganization } from '../../../lambda/organization-administration/administer-organization';
import { toAdministrationProperties } from '../../../lib/core/settings/organization-administration';
import { cases } from '../../jest/cases';
import { StackLife, TROUBLE } from '../stack-life';
import { answerOf, clientsOf, MANAGEMENT, named, organizationWith } from './served-organization';

const [OTHERS = '', FIRST = '', SECOND = '', THIRD = ''] = organizationWith().members;

/** Delegated administrators before the stack: of the second, the stack has a list, too. */
const BEFORE = [OTHERS, FIRST];

const STEP = fc.record({
  // there is room for one more, and both of the last are refused
  accounts: fc.subarray([FIRST, SECOND, THIRD]),
  isRemoval: fc.constantFrom(false, false, false, true),
  fault: fc.record({
    at: fc.nat(25),
    name: fc.constantFrom('InvalidParameterException', 'TimeoutError', 'ThrottlingException'),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  /** Who is deregistered by hand. */
  deregistered: fc.constantFrom('', '', SECOND, THIRD),
  trouble: TROUBLE,
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

/** An organization, and the stack that administers it. */
class Life {
  readonly #served = organizationWith({ administrators: [...BEFORE] });
  readonly #stack: StackLife;
  #fault: Step['fault'] | undefined;
  #calls = 0;
  /** The id of the resource, which never changes. */
  #id: string | undefined;

  constructor() {
    const services = organizationServicesOf(clientsOf((operation, input) => this.#answer(operation, input)));
    const ports = { services, prove: async () => {}, wait: async () => {}, remainingMs: () => 300_000 };
    this.#stack = new StackLife(
      (event) => {
        this.#served.stackStatus = this.#stack.status;
        return administerOrganization({ ...event, StackId: 'arn:stack' }, ports);
      },
      () => {
        this.#fault = undefined;
      },
    );
  }

  /** Whether it was deployed. */
  async step({ accounts, isRemoval, fault, deregistered, trouble }: Step): Promise<boolean> {
    const served = this.#served;
    served.administrators = served.administrators.filter((one) => one !== deregistered);
    // what was registered before this deployment
    for (const one of served.administrators) served.since[one] = 1;
    [this.#fault, this.#calls] = [fault, 0];
    const properties = toAdministrationProperties({
      ...{ account: MANAGEMENT, delegatedAdministrators: accounts, stackSets: true, eventContext: true },
      deregisterRemoved: true,
    });
    if (!isRemoval) return this.#stack.deploy(properties, trouble);
    await this.#stack.remove();
    return false;
  }

  /** What is so, and what is to be so. */
  administration() {
    const { resource, stuck } = this.#stack;
    const listed = (resource?.properties.delegatedAdministrators ?? []) as readonly string[];
    this.#id = resource && (this.#id ?? resource.physicalId);
    return {
      found: { stuck, administrators: [...this.#served.administrators].sort(), id: resource?.physicalId },
      expected: {
        stuck: [],
        administrators: [...new Set([...BEFORE, ...listed])].sort(),
        id: this.#id,
      },
    };
  }

  #answer(operation: string, input: Readonly<Record<string, unknown>>): object {
    const fault = this.#fault?.at === this.#calls++ ? this.#fault : undefined;
    if (fault?.when === 'before') throw named(fault.name);
    const answer = answerOf(this.#served, operation, input);
    if (fault !== undefined) throw named(fault.name);
    return answer;
  }
}

test('the delegated administrators are those of the last deployment and of others, whatever fails, is rolled back, or done by hand', async () => {
  let deployments = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 7 }), async (steps) => {
      const life = new Life();
      for (const step of steps) {
        if (await life.step(step)) deployments++;
        const { found, expected } = life.administration();
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
  expect(deployments).toBeGreaterThan(cases(25));
});
