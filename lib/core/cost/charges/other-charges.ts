import { type ChargesOf, GB } from '../charge';
import { counted, known, MONTH_DAYS, times } from '../counts';

const HOURS_A_MONTH = MONTH_DAYS * 24;
const TB = 1024 ** 4;

/** `AWS::KMS::Key` and `AWS::KMS::ReplicaKey`. */
export const keyCharges: ChargesOf = (_, { counts }) => [
  { price: 'kmsKey', amount: known(1), note: 'each of the first two rotations adds as much' },
  {
    price: 'kmsRequest',
    amount: counted(counts, 'kmsRequests'),
    note: 'few, where an S3 Bucket Key saves them',
  },
];

/** `AWS::SecretsManager::Secret`. */
export const secretCharges: ChargesOf = () => [{ price: 'secret', amount: known(1) }];

/** `AWS::EC2::VPCEndpoint`: interface endpoints, in each Availability Zone; gateway endpoints are free. */
export const endpointCharges: ChargesOf = ({ properties }, { counts }) => {
  if (properties.at('VpcEndpointType') !== 'Interface') return [];
  const zones = Math.max(1, properties.items('SubnetIds').length);
  return [
    { price: 'endpointHour', amount: known(zones * HOURS_A_MONTH), note: 'a zone for each subnet' },
    { price: 'endpointGb', amount: times(counted(counts, 'endpointBytes'), known(1 / GB)) },
  ];
};

/** `AWS::Athena::WorkGroup`: what its queries scan. */
export const workGroupCharges: ChargesOf = (_, { counts }) => [
  { price: 'athenaScan', amount: times(counted(counts, 'athenaBytes'), known(1 / TB)) },
];

/** `AWS::KinesisFirehose::DeliveryStream`. */
export const deliveryStreamCharges: ChargesOf = (_, { counts }) => [
  { price: 'firehoseGb', amount: times(counted(counts, 'streamBytes'), known(1 / GB)) },
];
