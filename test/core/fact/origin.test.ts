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
  ['(compatible)', undefined],
  ['', undefined],
])('the program of %s is %s', (userAgent, program) => {
  expect(origin.program({ userAgent })).toBe(program);
});
