import { Aws, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { PlatformDefaults } from '../../lib/index';
import type { Scenario } from './scenario';

/** A scenario with the keys of a platform team for its stores and environments. */
export function withCustomerKeys({ name, build }: Scenario): Scenario {
  return {
    name: `${name}-with-customer-keys`,
    build: (app) => {
      const keys = new Stack(app, 'PlatformTeam');
      // A template needs a resource.
      new CfnWaitConditionHandle(keys, 'Resource');
      const keyOf = (id: string) =>
        Key.fromKeyArn(keys, id, `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/${id}`);
      const [storeEncryption, environmentEncryption] = [keyOf('store'), keyOf('environment')];
      PlatformDefaults.forScope(app).apply({ storeEncryption, environmentEncryption });
      build(app);
    },
  };
}
