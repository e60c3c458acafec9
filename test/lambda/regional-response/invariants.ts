import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';
import { parseFormerGroupsTags } from '../../../lib/core/response/action/isolate-instance';
import { FaultInjector, failuresIn, repeatWithFaults } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Input {
  readonly Groups: readonly string[];
  readonly NetworkInterfaceId: string;
  readonly Resources: readonly string[];
  readonly Tags: readonly Tag[];
  readonly TagSpecifications: readonly { readonly Tags: readonly Tag[] }[];
}

const VPC = 'vpc-1';
const OPEN = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const FORMER: Readonly<Record<string, readonly string[]>> = { 'eni-1': ['sg-a', 'sg-b'], 'eni-2': ['sg-c'] };

/** An instance with two interfaces, in EC2 in memory, that is isolated with faults. */
export class FaultyIsolation {
  readonly faults: FaultInjector;
  readonly #clock = { nowMs: 0, settings: { leaseSeconds: 60 } };
  readonly #attempts: number;
  readonly #groupsOf = new Map(Object.entries(FORMER));
  readonly #tagsOf = new Map<string, readonly Tag[]>();
  #group: { readonly Tags: readonly Tag[]; readonly IpPermissionsEgress: readonly object[] } | undefined;

  constructor({ plan }: Pick<Mishap, 'plan'>) {
    this.faults = new FaultInjector(this.#clock, plan);
    this.#attempts = 1 + failuresIn(plan);
  }

  /** Isolates the instance, as often as faults fail it; returns every invariant that does not hold then. */
  async run(): Promise<string[]> {
    let problem = '';
    const done = await repeatWithFaults(this.#clock, this.faults, {
      ...{ attempts: this.#attempts, waitMs: 60_000 },
      work: async (gate) => {
        this.#serve(gate);
        return actInRegion(
          'isolate-instance',
          { InstanceId: 'i-0123456789abcdef0' },
          { region: 'eu-west-1' },
        ).catch((error) => {
          problem = String(error);
          throw error;
        });
      },
    });
    return [
      ...(done === undefined ? [`it failed ${this.#attempts} times, at last with: ${problem}`] : []),
      ...(this.#group?.IpPermissionsEgress.length === 0 ? [] : ['the isolation group has rules']),
      ...Object.entries(FORMER).flatMap(([id, former]) => this.#problemsOf(id, former)),
    ];
  }

  #problemsOf(id: string, former: readonly string[]): string[] {
    const groups = String(this.#groupsOf.get(id));
    const kept = String(parseFormerGroupsTags([...(this.#tagsOf.get(id) ?? [])]));
    return [
      ...(groups === 'sg-iso' ? [] : [`${id} has ${groups}`]),
      ...(kept === String(former) ? [] : [`the tag of ${id} has ${kept}, not ${former}`]),
    ];
  }

  #serve(gate: Gate): void {
    const mock = mockClient(EC2Client);
    mock.send.callsFake((command) => {
      const name = command.constructor.name.replace(/Command$/, '');
      return gate({ name, subject: '' }, () =>
        this.#answer(name, command.input as unknown as Input),
      ) as never;
    });
  }

  #answer(name: string, input: Input): object {
    switch (name) {
      case 'DescribeNetworkInterfaces':
        return {
          NetworkInterfaces: [...this.#groupsOf].map(([id, groups]) => ({
            ...{ NetworkInterfaceId: id, VpcId: VPC, TagSet: this.#tagsOf.get(id) ?? [] },
            Groups: groups.map((GroupId) => ({ GroupId })),
          })),
        };
      case 'DescribeSecurityGroups':
        return { SecurityGroups: this.#group === undefined ? [] : [{ GroupId: 'sg-iso', ...this.#group }] };
      case 'CreateSecurityGroup':
        if (this.#group !== undefined) throw errorOf('InvalidGroup.Duplicate');
        this.#group = { Tags: input.TagSpecifications[0]?.Tags ?? [], IpPermissionsEgress: OPEN };
        return { GroupId: 'sg-iso' };
      case 'RevokeSecurityGroupEgress':
        if (this.#group?.IpPermissionsEgress.length === 0) throw errorOf('InvalidPermission.NotFound');
        this.#group = { Tags: this.#group?.Tags ?? [], IpPermissionsEgress: [] };
        return { Return: true };
      case 'CreateTags':
        for (const id of input.Resources) this.#tagsOf.set(id, input.Tags);
        return {};
      case 'ModifyNetworkInterfaceAttribute':
        this.#groupsOf.set(input.NetworkInterfaceId, input.Groups);
        return {};
      default:
        throw new Error(`no EC2 has ${name}`);
    }
  }
}

function errorOf(name: string): Error {
  return new EC2ServiceException({ ...{ name, $fault: 'client', message: name }, $metadata: {} });
}
