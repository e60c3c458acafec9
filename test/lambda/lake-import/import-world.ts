import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import type { ProveRequest } from '../../../lambda/aws/prove-request';
import { lakeImportsOf } from '../../../lambda/aws/trail/lake-imports';
import { followStack } from '../../../lambda/lake-import/follow-stack';
import { ImportFault, type ServedImport, ServedImports } from '../../bin/lake/served-imports';

export const STORE =
  'arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000';

/** The properties of the resource. */
export const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:start',
  eventDataStoreArn: STORE,
  location: 's3://logs/AWSLogs/',
  bucketRegion: 'eu-west-1',
  roleArn: 'arn:aws:iam::111122223333:role/import',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-02-01T00:00:00.000Z',
  stopWhenRemoved: 'false',
};

/** An error of AWS by its name. */
export function named(name: string): Error {
  return Object.assign(new Error(`the message of ${name}`), { name });
}

/** What CloudTrail answers, as the client of the SDK gives it. */
export function answerOf(
  served: ServedImports,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): object {
  const body = JSON.parse(JSON.stringify(input, toSeconds)) as Record<string, unknown>;
  try {
    return fromSeconds(served.answer(operation, body) ?? {});
  } catch (error) {
    throw error instanceof ImportFault ? named(error.code) : error;
  }
}

const TIMES = ['StartEventTime', 'EndEventTime'];
const toSeconds = (name: string, value: unknown) =>
  TIMES.includes(name) ? Date.parse(String(value)) / 1000 : value;
const fromSeconds = (answer: object) =>
  Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      TIMES.includes(name) ? new Date(Number(value) * 1000) : value,
    ]),
  );

export const FIRST = '00000000-0000-4000-8000-000000000001';
export const SECOND = '00000000-0000-4000-8000-000000000002';

/** The same import as that of the properties, with a slash less. */
export function sameImport(ImportStatus: string, ImportId = FIRST): ServedImport {
  return {
    ...{ ImportId, ImportStatus, Destinations: [STORE] },
    ImportSource: { S3: { S3LocationUri: 's3://logs/AWSLogs' } },
    StartEventTime: Date.parse(PROPERTIES.startTime) / 1000,
    EndEventTime: Date.parse(PROPERTIES.endTime) / 1000,
  };
}

/** How a call goes wrong: before it does anything, or after, so that its answer is lost. */
export interface Fault {
  readonly name: string;
  readonly when: 'before' | 'after';
}

interface World {
  readonly imports?: readonly ServedImport[];
  /** What the calls of an operation fail with, one after the other. */
  readonly faults?: Readonly<Record<string, readonly string[]>>;
  /** Operations whose first answer is lost after they were carried out. */
  readonly lost?: readonly string[];
  /** Whether CloudFormation sent the request; it did unless this throws. */
  readonly prove?: ProveRequest;
  /** The fault of a call, by how many were made before. */
  readonly fault?: (calls: number) => Fault | undefined;
  /** What CloudFormation does with the stack. */
  readonly status?: () => string;
  /** What happens before a call. */
  readonly before?: (operation: string, served: ServedImports) => void;
}

export function createWorld(world: World) {
  const { imports = [], faults = {}, lost = [], prove = async () => {}, before = () => {} } = world;
  const { fault: faultOf = () => undefined, status = () => 'UPDATE_IN_PROGRESS' } = world;
  const served = new ServedImports(imports);
  const calls: string[] = [];
  const waits: number[] = [];
  const send = (async (command: { readonly input: Readonly<Record<string, unknown>> }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    const met = faultOf(calls.length);
    calls.push(operation);
    before(operation, served);
    if (met?.when === 'before') throw named(met.name);
    const times = calls.filter((one) => one === operation).length;
    const fault = faults[operation]?.[times - 1];
    if (fault !== undefined) throw named(fault);
    const answer = answerOf(served, operation, command.input);
    if (met !== undefined) throw named(met.name);
    if (lost.includes(operation) && times === 1) throw named('TimeoutError');
    return answer;
  }) as unknown as CloudTrailClient['send'];
  const follow = (event: Partial<StackEvent> = {}) =>
    followStack(
      { RequestType: 'Create', ResourceProperties: PROPERTIES, StackId: 'arn:stack', ...event },
      {
        prove,
        statusOf: async () => status(),
        imports: lakeImportsOf({ send }),
        wait: async (milliseconds) => void waits.push(milliseconds),
      },
    );
  return { served, calls, waits, follow };
}

export const statuses = ({ all }: ServedImports) =>
  all.map(({ ImportId, ImportStatus }) => [ImportId, ImportStatus]);
