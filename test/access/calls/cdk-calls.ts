import { partitionOf } from '../../../lib/core/record/region';
import { type Call, keyCalls, type Surroundings } from './call';
import type { DeployedFunction } from './deployed-function';

/** A call that a custom resource of the CDK makes, in a property of it as JSON. */
interface SdkCall {
  readonly service: string;
  readonly action: string;
  readonly parameters: { readonly TopicArn: string };
}

/** The calls of the functions of the CDK that stacks with trailwatch have. Throws on one that nobody described. */
export function callsOfCdk(
  at: DeployedFunction,
  around: Surroundings,
): readonly (Call & { readonly operation: string })[] {
  if (/CustomS3AutoDeleteObjects/.test(at.name))
    return at.requests.flatMap((request) => emptied(request, at));
  return at.requests.flatMap((request) => {
    const { service, action, parameters } = JSON.parse(String(request.Update ?? request.Create)) as SdkCall;
    if (`${service}.${action}` !== 'SNS.Publish')
      throw new Error(`${at.name} calls ${service}.${action}, which is described nowhere`);
    const { TopicArn: arn } = parameters;
    const calls = [{ action: 'sns:Publish', arn }, ...keyCalls(arn, ['GenerateDataKey', 'Decrypt'], around)];
    return calls.map((call) => ({ ...call, operation: action }));
  });
}

/** Empties a bucket that is deleted with its stack; its policy allows it. */
function emptied({ BucketName }: Readonly<Record<string, unknown>>, { at }: DeployedFunction) {
  const arn = `arn:${partitionOf(at.region)}:s3:::${String(BucketName)}`;
  return [
    ...['PutBucketPolicy', 'GetBucketTagging', 'ListBucket'].map((name) => ({ action: `s3:${name}`, arn })),
    ...['DeleteObject', 'DeleteObjectVersion'].map((name) => ({ action: `s3:${name}`, arn: `${arn}/any` })),
  ].map((call) => ({ ...call, operation: 'empty the bucket' }));
}
