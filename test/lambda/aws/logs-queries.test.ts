import {
  CloudWatchLogsClient,
  InvalidParameterException,
  MalformedQueryException,
  ResourceNotFoundException,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { startLogsQuery, stopLogsQuery } from '../../../lambda/aws/logs-queries';

const client = new CloudWatchLogsClient({ region: 'eu-west-1' });
const mock = mockClient(client);
const START = { placeName: 'trail', statement: 'fields @message', token: '' };

test('a query that has ended can be stopped, one that Logs Insights does not know cannot', async () => {
  const said = { $metadata: {}, message: 'the specified query is not running' };
  mock.on(StopQueryCommand).rejects(new InvalidParameterException(said));
  await expect(stopLogsQuery(client, 'query-1')).resolves.toBeUndefined();
  mock.on(StopQueryCommand).rejects(new ResourceNotFoundException(said));
  await expect(stopLogsQuery(client, 'query-1')).rejects.toThrow(said.message);
});

test.each([
  [
    "Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings",
    true,
  ],
  ['unexpected symbol found creation at line 1', false],
])('a refusal says whether the log group has nothing of the period: %s', async (message, isOutside) => {
  mock.on(StartQueryCommand).rejects(new MalformedQueryException({ $metadata: {}, message }));
  expect(await startLogsQuery(client, START)).toEqual({ refused: message, isOutside });
});
