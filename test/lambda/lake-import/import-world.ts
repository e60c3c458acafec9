import { ImportFault, type ServedImports } from '../../bin/lake/served-imports';

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
