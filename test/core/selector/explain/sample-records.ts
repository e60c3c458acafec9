export const PUT_OBJECT = {
  eventVersion: '1.11',
  eventCategory: 'Data',
  managementEvent: false,
  eventType: 'AwsApiCall',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  awsRegion: 'eu-west-1',
  readOnly: false,
  resources: [
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::orders/2026/1.json' },
    { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::orders', accountId: '111122223333' },
  ],
};

export const DECRYPT = {
  eventVersion: '1.11',
  eventCategory: 'Management',
  eventType: 'AwsApiCall',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  awsRegion: 'eu-west-1',
  readOnly: true,
};

export const CREATE_USER = {
  eventCategory: 'Management',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  awsRegion: 'us-east-1',
  readOnly: false,
};
