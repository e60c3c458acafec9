import { guests, list } from '../judges/lists';
import { text } from '../judges/references';
import { on } from '../judges/words';
import { DESCRIPTION, type InventoryEntry, TAGS } from '../model';

const UNREACHABLE = 'functions in the VPC may no longer reach AWS services';
const OPENED = 'other hosts can reach it';

/** The network of functions in a VPC. */
export const EC2: Readonly<Record<string, InventoryEntry>> = {
  'AWS::EC2::SecurityGroup': {
    ...{ noun: 'security group', roles: ['carries'], gone: 'weaker', goneWords: UNREACHABLE },
    fixed: { replacedBy: ['GroupDescription', 'GroupName', 'VpcId'], name: 'GroupName' },
    decides: {
      SecurityGroupEgress: { area: 'pipeline', says: 'outbound rules', judge: list, weaker: UNREACHABLE },
      SecurityGroupIngress: { area: 'access', says: 'inbound rules', judge: guests, weaker: OPENED },
      VpcId: { area: 'pipeline', says: 'VPC', judge: text, weaker: UNREACHABLE },
    },
    neutral: { GroupDescription: DESCRIPTION, GroupName: DESCRIPTION, Tags: TAGS },
    links: [],
  },
  'AWS::EC2::VPCEndpoint': {
    ...{ noun: 'VPC endpoint', roles: ['carries'], gone: 'weaker', goneWords: UNREACHABLE },
    fixed: {
      replacedBy: [
        ...['ResourceConfigurationArn', 'ServiceName', 'ServiceNetworkArn', 'ServiceRegion'],
        ...['VpcEndpointType', 'VpcId'],
      ],
    },
    decides: {
      PolicyDocument: { area: 'access', says: 'endpoint policy', judge: text, weaker: UNREACHABLE },
      PrivateDnsEnabled: { area: 'pipeline', says: 'private DNS', judge: on, weaker: UNREACHABLE },
      RouteTableIds: { area: 'pipeline', says: 'route tables', judge: list, weaker: UNREACHABLE },
      SecurityGroupIds: { area: 'pipeline', says: 'security groups', judge: text, weaker: UNREACHABLE },
      SubnetIds: { area: 'pipeline', says: 'subnets', judge: list, weaker: UNREACHABLE },
      ...Object.fromEntries(
        (
          [
            ...[['ServiceName', 'service'] as const, ['VpcEndpointType', 'type'] as const],
            ...[['VpcId', 'VPC'] as const, ['ServiceRegion', 'Region of the service'] as const],
            ...[['ServiceNetworkArn', 'service network'] as const],
            ...[['ResourceConfigurationArn', 'resource configuration'] as const],
          ] as const
        ).map(([name, says]) => [name, { area: 'pipeline', says, judge: text, weaker: UNREACHABLE }]),
      ),
    },
    neutral: { Tags: TAGS },
    links: [{ path: 'SecurityGroupIds[]', to: 'evidence', needs: [] }],
  },
};
