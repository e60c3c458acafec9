import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { StackEvent, StackRequest } from '../../../lambda/aws/change/answer-stack';
import type { ProveRequest } from '../../../lambda/aws/prove-request';
import { followStack } from '../../../lambda/organization-trail/follow-stack';
import { type ServedTrail, ServedTrails } from './served-trails';

const ARN_START = 'arn:aws:cloudtrail:eu-central-1:999988887777:trail/';
export const ARN = `${ARN_START}everyone`;
const STACK = 'arn:aws:cloudformation:eu-central-1:044455556666:stack/Delegated';
export const StackId = `${STACK}/0a1b2c3d-0000-4000-8000-000000000000`;
export const OWNER = { 'cdk-trailwatch:stack': `${STACK}/Trail022F0CF2` };

/** The properties of a trail as CloudFormation sends them: every value is a text. */
export const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:eu-central-1:044455556666:function:creator',
  TrailArn: ARN,
  TrailName: 'everyone',
  IsLogging: 'true',
  IsMultiRegionTrail: 'true',
  IncludeGlobalServiceEvents: 'true',
  EnableLogFileValidation: 'true',
  IsOrganizationTrail: 'true',
  S3BucketName: 'company-logs',
};

type Properties = Readonly<Record<string, unknown>>;

/** The properties of a trail of another name. */
export function named(TrailName: string): Properties {
  return { ...PROPERTIES, TrailName, TrailArn: `${ARN_START}${TrailName}` };
}

/** How a call goes wrong: before it does anything, or after, so that its answer is lost. */
export interface Fault {
  readonly name: string;
  readonly when: 'before' | 'after';
  readonly httpStatusCode?: number;
}

export interface World {
  readonly trails?: Readonly<Record<string, Partial<ServedTrail>>>;
  /** The fault of a call, by its operation and how many of that operation, and of all, were made before. */
  readonly fault?: (operation: string, times: number, calls: number) => Fault | undefined;
  /** Whether CloudFormation sent the request; it did unless this throws. */
  readonly prove?: ProveRequest;
}

export function createWorld({ trails = {}, fault = () => undefined, prove = async () => {} }: World = {}) {
  const served = new ServedTrails(ARN_START, trails);
  const calls: string[] = [];
  const waits: number[] = [];
  const send = async (command: { readonly input: object }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    const times = calls.filter((one) => one === operation).length;
    const found = fault(operation, times, calls.length);
    calls.push(operation);
    if (found?.when === 'before') throw toError(found);
    const asked = JSON.parse(JSON.stringify(command.input));
    const [answer] = await Promise.allSettled([(async () => served.answer(operation, asked))()]);
    // a lost answer may have been an error
    if (found !== undefined) throw toError(found);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  };
  const follow = (event: Partial<StackEvent & Pick<StackRequest, 'StackId'>> = {}) =>
    followStack(
      {
        RequestType: 'Create',
        ResourceProperties: PROPERTIES,
        StackId,
        LogicalResourceId: 'Trail022F0CF2',
        ...event,
      },
      {
        prove,
        client: { send: send as unknown as CloudTrailClient['send'] },
        wait: async (milliseconds) => void waits.push(milliseconds),
      },
    );
  const update = (ResourceProperties: Properties, OldResourceProperties: Properties = PROPERTIES) =>
    follow({ RequestType: 'Update', PhysicalResourceId: ARN, ResourceProperties, OldResourceProperties });
  const remove = (PhysicalResourceId = ARN, ResourceProperties: Properties = PROPERTIES) =>
    follow({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties });
  return { all: served.all, calls, waits, follow, update, remove };
}

function toError({ name, httpStatusCode = 400 }: Fault): Error {
  return Object.assign(new Error(`the message of ${name}`), { name, $metadata: { httpStatusCode } });
}
