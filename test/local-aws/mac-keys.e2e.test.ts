import { kmsClientOf, macKeysOf } from '../../lambda/aws/mac-keys';
import { LOCAL_REGION, type LocalAws, startLocalAws } from './start-local-aws';

const ARN = `arn:aws:kms:${LOCAL_REGION}:000000000000:key/one`;

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws();
});

afterAll(() => aws.stop());

function keysOf(arn: string) {
  const options = {
    endpoint: aws.environment.AWS_ENDPOINT_URL_KMS,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return macKeysOf(kmsClientOf(arn, options), arn);
}

test('two containers derive the same key from the same key of KMS, and another from another', async () => {
  const [one, same, other] = [keysOf(ARN), keysOf(ARN), keysOf(ARN.replace('one', 'two'))];
  const code = (await one('claims', 'table')).sign(['item']);
  expect((await same('claims', 'table')).verify(['item'], code)).toBe(true);
  expect((await other('claims', 'table')).verify(['item'], code)).toBe(false);
});
