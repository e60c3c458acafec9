import { isIP } from 'node:net';
import fc from 'fast-check';
import { origin } from '../../../lib/core/compile/predicate/record-facts';

describe('the source of a call', () => {
  test.each([
    ['198.51.100.7', '198.51.100.7', '198.51.100.0/24', undefined],
    ['2001:db8:1:2::7', '2001:db8:1:2::7', '2001:db8:1::/48', undefined],
    ['2001:0db8:0001:0002:0:0:0:7', '2001:0db8:0001:0002:0:0:0:7', '2001:db8:1::/48', undefined],
    ['2001:db8:0:0:1::', '2001:db8:0:0:1::', '2001:db8:0::/48', undefined],
    ['::1', '::1', '0:0:0::/48', undefined],
    ['2001:db8::', '2001:db8::', '2001:db8:0::/48', undefined],
    ['2001::7', '2001::7', '2001:0:0::/48', undefined],
    ['2001:DB8:85A3::1', '2001:DB8:85A3::1', '2001:db8:85a3::/48', undefined],
    ['2001::1:2:3:4:5:6', '2001::1:2:3:4:5:6', '2001:0:1::/48', undefined],
    ['::0B:C:3:4:5:6:7', '::0B:C:3:4:5:6:7', '0:b:c::/48', undefined],
    ['::ffff:198.51.100.7', '::ffff:198.51.100.7', '0:0:0::/48', undefined],
    ['1:2:3:4:5:6:198.51.100.7', '1:2:3:4:5:6:198.51.100.7', '1:2:3::/48', undefined],
    ['12:30', undefined, undefined, undefined],
    [':', undefined, undefined, undefined],
    ['1::2::3', undefined, undefined, undefined],
    ['1:2:3:4:5:6:7:8:9', undefined, undefined, undefined],
    ['1:2:3:4::5:6:7:8', undefined, undefined, undefined],
    ['2001:db8::00001', undefined, undefined, undefined],
    ['fe80::1%eth0', undefined, undefined, undefined],
    ['cloudformation.amazonaws.com', undefined, undefined, 'cloudformation.amazonaws.com'],
    ['ec2.amazonaws.com.cn', undefined, undefined, 'ec2.amazonaws.com.cn'],
    ['AWS Internal', undefined, undefined, 'AWS Internal'],
    ['AWS Internal/3', undefined, undefined, 'AWS Internal/3'],
    ['251.234.045.1', undefined, undefined, undefined],
    ['256.1.1.1', undefined, undefined, undefined],
    ['198.51.100.7:443.example', undefined, undefined, undefined],
    ['', undefined, undefined, undefined],
  ])('%s is the address %s of %s, or the service %s', (sourceIPAddress, address, network, service) => {
    const record = { sourceIPAddress };
    expect([origin.address(record), origin.network(record), origin.service(record)]).toEqual([
      address,
      network,
      service,
    ]);
  });
});

test.each([
  ['aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1', 'aws-cli'],
  ['Boto3/1.40 Python/3.13', 'Boto3'],
  ['[S3Console/0.4, aws-internal/3]', 'S3Console'],
  ['[ aws-sdk-java/2.20 ]', 'aws-sdk-java'],
  ['console.amazonaws.com', 'console.amazonaws.com'],
  ['APN/1.0 HashiCorp/1.0 Terraform/1.9 (+https://www.terraform.io)', 'Terraform'],
  ['OpenTofu/1.8 aws-sdk-go-v2/1.30', 'OpenTofu'],
  ['PULUMI/3.1', 'Pulumi'],
  ['terraformer/0.8.24 aws-sdk-go-v2/1.30', 'terraformer'],
  ['xterraformx terraform_x/1', 'xterraformx'],
  ['APN/1.0 Pulumi/1.0 PulumiAWS/6.50 terraform-provider-aws/dev', 'Pulumi'],
  ['APN/1.0 HashiCorp/1.0 OpenTofu/1.8.0 terraform-provider-aws/5.60', 'OpenTofu'],
  ['terraform-provider-aws/5.60 (+https://opentofu.org)', 'OpenTofu'],
  ['\u00a0\rBoto3\u2003x', 'Boto3'],
  ['(compatible)', undefined],
  ['', undefined],
])('the program of %s is %s', (userAgent, program) => {
  expect(origin.program({ userAgent })).toBe(program);
});

const GROUP = fc.constantFrom('0', '0000', '1', '0Db8', 'FFFF', '00001', 'g', '');
const LAST = fc.constantFrom('1', '198.51.100.7', '256.1.1.1', '');

test('the address of a call is what Node takes for one, and in one network however it is written', () => {
  const groups = fc.array(GROUP, { maxLength: 8 });
  const written = fc.tuple(groups, LAST).map(([all, last]) => [...all, last].join(':'));
  fc.assert(
    fc.property(fc.oneof(written, fc.ipV6(), fc.ipV4()), (sourceIPAddress) => {
      const record = { sourceIPAddress };
      expect(origin.address(record)).toBe(isIP(sourceIPAddress) === 0 ? undefined : sourceIPAddress);
      expect(origin.network(record) === undefined).toBe(isIP(sourceIPAddress) === 0);
      if (isIP(sourceIPAddress) === 6 && !sourceIPAddress.includes('.')) {
        const { hostname } = new URL(`http://[${sourceIPAddress}]`);
        const sameAddress = { sourceIPAddress: hostname.slice(1, -1) };
        expect(origin.network(record)).toBe(origin.network(sameAddress));
      }
    }),
    { seed: 20261130, numRuns: 5_000 },
  );
});
