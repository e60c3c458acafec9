export const ADVANCED = [
  {
    Name: 'S3 writes',
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'readOnly', Equals: ['false'] },
      {
        Field: 'resources.ARN',
        StartsWith: ['arn:aws:s3:::a/'],
        NotStartsWith: ['arn:aws:s3:::a/tmp/'],
        EndsWith: ['.json'],
      },
    ],
  },
];

export const BASIC = [
  {
    ReadWriteType: 'WriteOnly',
    IncludeManagementEvents: true,
    DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    ExcludeManagementEventSources: ['kms.amazonaws.com'],
  },
];
