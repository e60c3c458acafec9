import { EC2Client, EC2ServiceException, type Tag } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';

const INTERFACES = ['eni-1', 'eni-2'] as const;
const COMMAND =
  /^aws ec2 modify-network-interface-attribute --network-interface-id (\S+) --groups (.+) --region eu-west-1(?:, if the response isolated it)?$/;

/** What happens, one after the other: a person gives an interface some groups, or the instance is isolated. */
const STEPS = fc.array(
  fc.oneof(
    fc.record({
      gets: fc.constantFrom(...INTERFACES),
      from: fc.nat(20),
      groups: fc.constantFrom(1, 2, 13, 16),
    }),
    fc.record({
      /** After how many calls the function dies, and is called again. */
      dies: fc.array(fc.nat(9), { maxLength: 3 }),
      isTwice: fc.boolean(),
      /** What a person does then: restores the groups, and may delete the tag that the documentation once named. */
      after: fc.constantFrom('restores', 'restores and deletes a tag', 'leaves it'),
    }),
  ),
  { minLength: 1, maxLength: 8 },
);

/** The network interfaces of an instance, and the group of their VPC, as EC2 keeps them. */
class Network {
  readonly groups = new Map<string, readonly string[]>(INTERFACES.map((id) => [id, ['sg-0']]));
  readonly tags = new Map<string, Map<string, string>>(INTERFACES.map((id) => [id, new Map()]));
  #hasGroup = false;

  carryOut(name: string, input: Record<string, never>): object {
    switch (name) {
      case 'DescribeNetworkInterfaces':
        return { NetworkInterfaces: INTERFACES.map((id) => this.#describe(id)) };
      case 'DescribeSecurityGroups': {
        const Tags = [{ Key: 'trailwatch-isolation', Value: 'true' }];
        return { SecurityGroups: this.#hasGroup ? [{ GroupId: 'sg-iso', Tags }] : [] };
      }
      case 'CreateSecurityGroup':
        if (this.#hasGroup) throw duplicate();
        this.#hasGroup = true;
        return { GroupId: 'sg-iso' };
      case 'CreateTags':
        for (const { Key = '', Value = '' } of input.Tags as unknown as Tag[])
          this.tags.get(String((input.Resources as unknown as string[])[0]))?.set(Key, Value);
        return {};
      case 'ModifyNetworkInterfaceAttribute':
        this.groups.set(input.NetworkInterfaceId as unknown as string, input.Groups as unknown as string[]);
        return {};
      default:
        throw new Error(`the network knows no call ${name}`);
    }
  }

  #describe(id: string): object {
    const tags = [...(this.tags.get(id) ?? [])].map(([Key, Value]) => ({ Key, Value }));
    const Groups = this.groups.get(id)?.map((GroupId) => ({ GroupId }));
    return { NetworkInterfaceId: id, VpcId: 'vpc-1', TagSet: tags, Groups };
  }
}

function duplicate(): EC2ServiceException {
  const name = 'InvalidGroup.Duplicate';
  return new EC2ServiceException({ name, message: name, $fault: 'client', $metadata: {} });
}

const ec2 = mockClient(EC2Client);

/** Isolates the instance, in attempts of which the first ones die after some calls. */
async function isolate(network: Network, dies: readonly number[]): Promise<readonly string[]> {
  for (const calls of [...dies, Number.POSITIVE_INFINITY]) {
    let left = calls;
    ec2.send.callsFake(async ({ constructor: { name }, input }) => {
      left -= 1;
      if (left < 0) throw new Error('the process died');
      return network.carryOut(name.replace(/Command$/, ''), input as never) as never;
    });
    const request = { InstanceId: 'i-0123456789abcdef0' };
    const result = await actInRegion('isolate-instance', request, { region: 'eu-west-1' }).catch(
      () => undefined,
    );
    if (result !== undefined) return result.undo ?? [];
  }
  throw new Error('no attempt ended');
}

test('the commands of a report restore the groups before, whatever groups, tags and attempts there were earlier', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const network = new Network();
      const before = new Map(network.groups);
      for (const step of steps) {
        if ('gets' in step) {
          const ids = Array.from({ length: step.groups }, (_, at) => `sg-${step.from + at}`);
          network.groups.set(step.gets, ids);
          before.set(step.gets, ids);
          continue;
        }
        const attempts = [step.dies, ...(step.isTwice ? [step.dies] : [])];
        const commands = await Promise.all(attempts.map((dies) => isolate(network, dies)));
        expect([...network.groups.values()]).toEqual(INTERFACES.map(() => ['sg-iso']));
        for (const undo of commands) {
          const restored = undo.map((command) => COMMAND.exec(command) ?? []);
          expect(new Map(restored.map(([, id = '', ids = '']) => [id, ids.split(' ')]))).toEqual(before);
        }
        if (step.after === 'leaves it') continue;
        for (const [id, ids] of before) network.groups.set(id, ids);
        if (step.after === 'restores') continue;
        for (const tags of network.tags.values()) tags.delete('trailwatch-former-groups');
      }
    }),
    { numRuns: 500 },
  );
});
