import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import { lakeImportsOf } from '../../../lambda/aws/trail/lake-imports';
import { followStack } from '../../../lambda/lake-import/follow-stack';
import { ServedImports } from '../../bin/lake/served-imports';
import { FaultInjector, failuresIn, repeatWithFaults } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';
import { answerOf, PROPERTIES } from './import-world';

/** The resource of an import, whose function calls CloudTrail with faults. */
export class FaultyImport {
  readonly faults: FaultInjector;
  readonly #served = new ServedImports();
  readonly #clock = { nowMs: 0, settings: { leaseSeconds: 60 } };
  /** One that a fault fails is done again. */
  readonly #deployments: number;
  #importId: string | undefined;

  constructor({ plan }: Pick<Mishap, 'plan'>) {
    this.faults = new FaultInjector(this.#clock, plan);
    this.#deployments = 1 + failuresIn(plan);
  }

  /** Creates the resource, updates it without a change, and deletes it; returns every invariant that does not hold. */
  async run(): Promise<string[]> {
    return [
      ...(await this.#deploy('Create')),
      ...this.#problemsWith(['INITIALIZING']),
      ...(await this.#deploy('Update')),
      ...this.#problemsWith(['INITIALIZING']),
      ...(await this.#deploy('Delete')),
      ...this.#problemsWith(['STOPPED']),
    ];
  }

  async #deploy(RequestType: StackEvent['RequestType']): Promise<string[]> {
    const event = {
      ...{
        RequestType,
        ResourceProperties: { ...PROPERTIES, stopWhenRemoved: 'true' },
        StackId: 'arn:stack',
      },
      ...(this.#importId === undefined ? {} : { PhysicalResourceId: this.#importId }),
    };
    const done = await repeatWithFaults(this.#clock, this.faults, {
      ...{ attempts: this.#deployments, waitMs: 60_000 },
      work: async (gate) => {
        const answer = await followStack(event, this.#ports(gate));
        if ('reason' in answer) throw new Error(answer.reason);
        return answer.importId;
      },
    });
    this.#importId = done?.value;
    return done === undefined ? [`${RequestType} failed ${this.#deployments} times`] : [];
  }

  #ports(gate: Gate) {
    const send = ((command: { readonly input: Readonly<Record<string, unknown>> }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      return gate({ name, subject: '' }, () => answerOf(this.#served, name, command.input));
    }) as unknown as CloudTrailClient['send'];
    return {
      ...{ prove: async () => {}, statusOf: async () => undefined },
      ...{ imports: lakeImportsOf({ send }), wait: async () => {} },
    };
  }

  /** Events are copied once, and the resource has the import that copies them. */
  #problemsWith(expected: readonly string[]): string[] {
    const found = this.#served.all.map(({ ImportStatus }) => ImportStatus);
    const [known] = this.#served.all;
    return [
      ...(String(found) === String(expected) ? [] : [`there are imports ${found}, not ${expected}`]),
      ...(known?.ImportId === this.#importId ? [] : [`the resource has ${this.#importId}`]),
    ];
  }
}
