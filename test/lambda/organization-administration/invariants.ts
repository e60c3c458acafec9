import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import { organizationServicesOf } from '../../../lambda/aws/trail/organization-services';
import { administerOrganization } from '../../../lambda/organization-administration/administer-organization';
import { toAdministrationProperties } from '../../../lib/core/settings/organization-administration';
import { FaultInjector, failuresIn, repeatWithFaults } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';
import { answerOf, clientsOf, MANAGEMENT, organizationWith } from './served-organization';

const [OTHERS = '', FIRST = '', SECOND = ''] = organizationWith().members;

function propertiesOf(...delegatedAdministrators: readonly string[]) {
  return toAdministrationProperties({
    ...{ account: MANAGEMENT, delegatedAdministrators, stackSets: true, eventContext: true },
    deregisterRemoved: true,
  });
}

/** The administration of an organization in which an account is a delegated administrator already. */
export class FaultyAdministration {
  readonly faults: FaultInjector;
  readonly #served = organizationWith({ administrators: [OTHERS] });
  readonly #clock = { nowMs: 0, settings: { leaseSeconds: 60 } };
  /** One that a fault fails is done again. */
  readonly #deployments: number;
  #physicalId: string | undefined;

  constructor({ plan }: Pick<Mishap, 'plan'>) {
    this.faults = new FaultInjector(this.#clock, plan);
    this.#deployments = 1 + failuresIn(plan);
  }

  /** Creates the resource, replaces an account, and deletes it; returns every invariant that does not hold. */
  async run(): Promise<string[]> {
    const [before, after] = [propertiesOf(OTHERS, FIRST), propertiesOf(OTHERS, SECOND)];
    return [
      ...(await this.#deploy({ RequestType: 'Create', ResourceProperties: before })),
      ...this.#problemsWith(OTHERS, FIRST),
      ...(await this.#deploy({
        ...{ RequestType: 'Update', ResourceProperties: after, OldResourceProperties: before },
      })),
      ...this.#problemsWith(OTHERS, SECOND),
      ...(await this.#deploy({ RequestType: 'Delete', ResourceProperties: after })),
      ...this.#problemsWith(OTHERS),
    ];
  }

  async #deploy(request: StackEvent): Promise<string[]> {
    const PhysicalResourceId = this.#physicalId;
    const event = {
      ...{ ...request, StackId: 'arn:stack' },
      ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }),
    };
    let problem = '';
    const done = await repeatWithFaults(this.#clock, this.faults, {
      ...{ attempts: this.#deployments, waitMs: 60_000 },
      work: async (gate) => {
        const { physicalId, reason } = await administerOrganization(event, this.#ports(gate));
        problem = reason ?? '';
        if (reason !== undefined) throw new Error(reason);
        return physicalId;
      },
    });
    this.#physicalId = done?.value;
    if (done !== undefined) return [];
    return [`${request.RequestType} failed ${this.#deployments} times, at last with: ${problem}`];
  }

  #ports(gate: Gate) {
    const clients = clientsOf((name, input) =>
      gate({ name, subject: '' }, () => answerOf(this.#served, name, input)),
    );
    const services = organizationServicesOf(clients);
    return { services, prove: async () => {}, wait: async () => {}, remainingMs: () => 300_000 };
  }

  #problemsWith(...expected: readonly string[]): string[] {
    const { administrators, roles, stackSets, trusted } = this.#served;
    const isServed =
      new Set(roles).size === 2 && stackSets === 'ENABLED' && trusted.includes('cloudtrail.amazonaws.com');
    return [
      ...(String([...administrators].sort()) === String([...expected].sort())
        ? []
        : [`administrators are ${administrators}, not ${expected}`]),
      ...(isServed ? [] : ['CloudTrail lacks access, or a role']),
    ];
  }
}
