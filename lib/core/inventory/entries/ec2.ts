import { guests, list } from '../judges/lists';
import { text } from '../judges/references';
import { on } from '../judges/words';
import { access, DESCRIPTION, type InventoryEntry, pipeline, TAGS } from '../model';

const UNREACHABLE = 'functions in the VPC may no longer reach AWS services';
const OPENED = 'other hosts can reach it';

/** The network of functions in a VPC. */
export const EC2: Readonly<Record<string, InventoryEntry>> = {
  'AWS::EC2::SecurityGroup': {
    ...{ noun: 'security group', roles: ['carries'], gone: 'weaker', goneWords: UNREACHABLE },
    fixed: { replacedBy: ['GroupDescription', 'GroupName', 'VpcId'], name: 'GroupName' },
    decides: {
      SecurityGroupEgress: pipeline('outbound rules', list, { weaker: UNREACHABLE }),
      SecurityGroupIngress: access('inbound rules', guests, { weaker: OPENED }),
      VpcId: pipeline('VPC', text, { weaker: UNREACHABLE }),
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
      PolicyDocument: access('endpoint policy', text, { weaker: UNREACHABLE }),
      PrivateDnsEnabled: pipeline('private DNS', on, { weaker: UNREACHABLE }),
      RouteTableIds: pipeline('route tables', list, { weaker: UNREACHABLE }),
      SecurityGroupIds: pipeline('security groups', text, { weaker: UNREACHABLE }),
      SubnetIds: pipeline('subnets', list, { weaker: UNREACHABLE }),
      ...Object.fromEntries(
        (
          [
            ...[['ServiceName', 'service'] as const, ['VpcEndpointType', 'type'] as const],
            ...[['VpcId', 'VPC'] as const, ['ServiceRegion', 'Region of the service'] as const],
            ...[['ServiceNetworkArn', 'service network'] as const],
            ...[['ResourceConfigurationArn', 'resource configuration'] as const],
          ] as const
        ).map(([name, says]) => [name, pipeline(says, text, { weaker: UNREACHABLE })]),
      ),
    },
    neutral: { Tags: TAGS },
    links: [{ path: 'SecurityGroupIds[]', to: 'evidence', needs: [] }],
  },
};
